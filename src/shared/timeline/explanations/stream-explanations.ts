import type { StepCall } from '../timeline-step'
import { nothingNext, type StepExplanation } from './step-explanation'

/** What the calls on a socket of TCP do (tcp(7), RFC 9293): also what is said where another kind has no words of its own. */
export const streamExplanations: Readonly<Record<StepCall, StepExplanation>> = {
  socket: {
    short: { en: 'makes the end of a connection', 'zh-CN': '创建连接的一端' },
    does: {
      en: 'Asks the system for a socket: a number for an end of a connection that is connected to nothing yet.',
      'zh-CN': '向系统申请一个套接字：连接的一端的编号，此时尚未连到任何地方。',
    },
    next: {
      en: 'Nothing goes over the network; the other side knows nothing of it.',
      'zh-CN': '网络上没有任何数据；对端对此一无所知。',
    },
  },
  bind: {
    short: { en: 'gives it an address and a port', 'zh-CN': '为套接字指定地址和端口' },
    does: {
      en: 'Gives the socket a local address and port. Others can find it there; a port can be taken by one socket only.',
      'zh-CN': '为套接字指定本地地址和端口，别人据此找到它；一个端口只能被一个套接字占用。',
    },
    next: { en: 'Nothing goes over the network yet.', 'zh-CN': '网络上仍没有任何数据。' },
  },
  listen: {
    short: { en: 'queues connections until accept takes them', 'zh-CN': '将连接排队，等待 accept 取走' },
    does: {
      en: 'Turns the socket into one that waits. From now on the system answers connection requests by itself and queues them.',
      'zh-CN': '让套接字进入等待状态。从此系统自动应答连接请求并将其排队。',
    },
    next: { en: 'A client connects to this address and port.', 'zh-CN': '客户端连接到此地址和端口。' },
  },
  lookup: {
    short: { en: 'asks for the addresses of a name', 'zh-CN': '查询名称对应的地址' },
    does: {
      en: 'Asks the resolver for the addresses of a host name. There may be several; they are tried one after the other.',
      'zh-CN': '向解析器查询主机名的地址，可能有多个，将依次尝试。',
    },
    next: {
      en: 'The name server answers; the server itself is not asked yet.',
      'zh-CN': '由域名服务器应答；尚未联系服务端。',
    },
  },
  connect: {
    short: { en: 'asks the server for a connection', 'zh-CN': '向服务端请求连接' },
    does: {
      en: 'Sends a SYN to the server. The system picks a free local port where none was bound.',
      'zh-CN': '向服务端发送 SYN。若未绑定端口，系统会选一个空闲的本地端口。',
    },
    next: {
      en: 'The server’s system answers with SYN-ACK by itself if somebody listens there, with a reset if nobody does.',
      'zh-CN': '若有程序在监听，服务端系统会自动回复 SYN-ACK；否则回复重置。',
    },
  },
  accept: {
    short: { en: 'takes a connection from the queue', 'zh-CN': '从队列中取出一个连接' },
    does: {
      en: 'Takes the oldest connection from the queue and makes a new socket for it. The listening socket goes on listening.',
      'zh-CN': '取出队列中最早的连接，并为它创建一个新的套接字。监听套接字继续监听。',
    },
    next: {
      en: 'Either side may write now. Which one begins is up to the protocol that they speak.',
      'zh-CN': '现在任一方都可以写入，由双方所用的协议决定谁先开始。',
    },
  },
  handshake: {
    short: { en: 'the connection stands', 'zh-CN': '连接已建立' },
    does: {
      en: 'SYN, SYN-ACK and ACK have been exchanged (the three-way handshake): both systems agree on where the stream begins.',
      'zh-CN': 'SYN、SYN-ACK、ACK 已交换完毕（三次握手）：双方系统就字节流的起点达成一致。',
    },
    next: {
      en: 'The server accepts the connection; it may be written to at once, before that too.',
      'zh-CN': '服务端接受此连接；在此之前也可立即写入。',
    },
  },
  write: {
    short: { en: 'hands bytes to the system, which sends them', 'zh-CN': '把字节交给系统发送' },
    does: {
      en: 'Hands bytes to the system, which sends them when it can and repeats what gets lost. It may cut and join them.',
      'zh-CN': '把字节交给系统，由系统择时发送并重传丢失的部分。系统可能拆分或合并它们。',
    },
    next: {
      en: 'The other side reads them, in one piece or in several.',
      'zh-CN': '对端读取它们，可能一次读完，也可能分多次。',
    },
  },
  read: {
    short: { en: 'takes bytes that have arrived', 'zh-CN': '取走已到达的字节' },
    does: {
      en: 'Takes bytes from the receive buffer. They are in order and complete, but where a message ends only the protocol tells.',
      'zh-CN': '从接收缓冲区取走字节。它们有序且完整，但消息在何处结束只有协议知道。',
    },
    next: {
      en: 'The other side may send more, or wait for an answer.',
      'zh-CN': '对端可以继续发送，或等待应答。',
    },
  },
  shutdown: {
    short: { en: 'no more bytes from this side; it still reads', 'zh-CN': '本端不再发送，但仍可读取' },
    does: {
      en: 'Sends a FIN behind the last byte: this side writes no more. The connection is half closed; this side still reads.',
      'zh-CN': '在最后一个字节之后发送 FIN：本端不再写入。连接处于半关闭状态，本端仍可读取。',
    },
    next: {
      en: 'The other side reads 0 bytes, which means end of stream, may go on sending, and closes in its turn.',
      'zh-CN': '对端会读到 0 字节，表示流结束；它仍可继续发送，最后关闭自己这一侧。',
    },
  },
  end: {
    short: { en: 'end of stream: the other side writes no more', 'zh-CN': '流结束：对端不再写入' },
    does: {
      en: 'A read of 0 bytes: everything the other side wrote has been read, and its FIN is here.',
      'zh-CN': '读到 0 字节：对端写入的内容已全部读完，其 FIN 已到达。',
    },
    next: {
      en: 'It is our turn: this side may go on writing, and closes when it has nothing more to say. Until then it is in CLOSE_WAIT.',
      'zh-CN': '轮到本端：可以继续写入，无话可说时关闭。在此之前处于 CLOSE_WAIT。',
    },
  },
  reset: {
    short: { en: 'ends both directions at once', 'zh-CN': '立即结束两个方向' },
    does: {
      en: 'An RST ends the connection in both directions at once. What was still under way or unread is thrown away.',
      'zh-CN': 'RST 立即结束两个方向的连接，途中或未读的数据全部丢弃。',
    },
    next: {
      en: 'The next call of the other side fails with ECONNRESET; there is no TIME_WAIT.',
      'zh-CN': '对端的下一次调用会以 ECONNRESET 失败；不会出现 TIME_WAIT。',
    },
  },
  'time-out': {
    short: { en: 'no answer came in time', 'zh-CN': '超时未收到应答' },
    does: {
      en: 'Nothing came back in time: packets were dropped on the way, or the other machine is gone.',
      'zh-CN': '在规定时间内没有任何回应：数据包在途中被丢弃，或对方机器已离线。',
    },
    next: {
      en: 'Look whether the address is right, the machine is up, and no firewall drops the packets.',
      'zh-CN': '请检查地址是否正确、机器是否在线、防火墙是否丢弃了数据包。',
    },
  },
  close: {
    short: { en: 'gives the socket back', 'zh-CN': '归还套接字' },
    does: {
      en: 'Gives the socket back to the system, which sends a FIN for it: this side writes no more.',
      'zh-CN': '把套接字归还系统，由系统发送 FIN：本端不再写入。',
    },
    next: {
      en: 'The other side reads 0 bytes, the end of the stream, and closes in its turn if it has not.',
      'zh-CN': '对端会读到 0 字节，即流结束；若尚未关闭，则随后关闭自己这一侧。',
    },
  },
  wait: {
    short: { en: 'waits before it connects again', 'zh-CN': '等待后重新连接' },
    does: { en: 'The client waits before its next attempt.', 'zh-CN': '客户端在下一次尝试前等待。' },
    next: { en: 'The server has to be there by then.', 'zh-CN': '届时服务端需已就绪。' },
  },
  fail: {
    short: { en: 'the call failed', 'zh-CN': '调用失败' },
    does: {
      en: 'The call failed; the event says why and what can be done.',
      'zh-CN': '调用失败；事件说明了原因和可行的办法。',
    },
    next: nothingNext,
  },
  note: {
    short: { en: '', 'zh-CN': '' },
    does: {
      en: 'Not a call of this socket, but it bears on what is seen here.',
      'zh-CN': '并非此套接字的调用，但会影响此处所见。',
    },
    next: nothingNext,
  },
}
