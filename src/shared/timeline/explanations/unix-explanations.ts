import type { StepExplanation } from './step-explanation'
import type { StepCall } from '../timeline-step'

/** What is other with a Unix socket (unix(7)) or named pipe: no packets go anywhere, the system hands bytes over itself. */
export const unixExplanations: Readonly<Partial<Record<StepCall, StepExplanation>>> = {
  bind: {
    short: { en: 'gives it a path', 'zh-CN': '为套接字指定路径' },
    does: {
      en: 'Gives the socket a path, at which a file of its own appears. Others find it there, if the rights of the file let them.',
      'zh-CN': '为套接字指定路径，并在该处生成套接字文件；别人据此找到它，前提是有该文件的权限。',
    },
    next: { en: 'Nobody can connect yet.', 'zh-CN': '此时还无法连接。' },
  },
  listen: {
    short: { en: 'queues connections until accept takes them', 'zh-CN': '将连接排队，等待 accept 取走' },
    does: {
      en: 'Turns the socket into one that waits. From now on the system queues whoever connects to the path.',
      'zh-CN': '让套接字进入等待状态。从此系统将连接该路径的客户端排队。',
    },
    next: { en: 'A client connects to this path.', 'zh-CN': '客户端连接到此路径。' },
  },
  connect: {
    short: { en: 'asks the server for a connection', 'zh-CN': '向服务端请求连接' },
    does: {
      en: 'Asks the system for a connection to whoever listens at the path. It stands as soon as it is in their queue.',
      'zh-CN': '请求系统连接到监听该路径的程序。进入其队列后，连接即告建立。',
    },
    next: {
      en: 'Where nobody listens, or the queue is full, the system refuses at once.',
      'zh-CN': '若无人监听或队列已满，系统会立即拒绝。',
    },
  },
  handshake: {
    short: { en: 'the connection stands', 'zh-CN': '连接已建立' },
    does: {
      en: 'The connection is in the queue of the server. There is no handshake: both ends are in the same system.',
      'zh-CN': '连接已进入服务端的队列。无需握手：两端在同一系统内。',
    },
    next: {
      en: 'The server accepts the connection; it may be written to at once, before that too.',
      'zh-CN': '服务端接受此连接；在此之前也可立即写入。',
    },
  },
  write: {
    short: { en: 'hands bytes to the system', 'zh-CN': '把字节交给系统' },
    does: {
      en: 'Hands bytes to the system, which puts them into the buffer of the other side. Nothing can be lost on the way.',
      'zh-CN': '把字节交给系统，由系统放入对端的缓冲区，途中不会丢失。',
    },
    next: {
      en: 'The other side reads them, in one piece or in several.',
      'zh-CN': '对端读取它们，可能一次读完，也可能分多次。',
    },
  },
  shutdown: {
    short: { en: 'no more bytes from this side; it still reads', 'zh-CN': '本端不再发送，仍可读取' },
    does: {
      en: 'Tells the system that this side writes no more. The connection is half closed; this side still reads.',
      'zh-CN': '告知系统本端不再写入。连接处于半关闭状态，本端仍可读取。',
    },
    next: { en: 'The other side reads what is left, then its end.', 'zh-CN': '对端读完剩余内容后读到结尾。' },
  },
  end: {
    short: { en: 'the other side writes no more', 'zh-CN': '对端不再写入' },
    does: {
      en: 'A read of 0 bytes: everything the other side wrote has been read, and it writes no more.',
      'zh-CN': '读到 0 字节：对端写入的内容已全部读完，且不再写入。',
    },
    next: {
      en: 'This side may go on writing, or end its own half too.',
      'zh-CN': '本端可以继续写入，也可以结束自己的一半。',
    },
  },
  reset: {
    short: { en: 'ends the connection at once', 'zh-CN': '立即结束连接' },
    does: {
      en: 'Ends the connection in both directions at once. What was unread is thrown away.',
      'zh-CN': '立即结束两个方向的连接，未读的数据全部丢弃。',
    },
    next: {
      en: 'The other side’s next read or write fails.',
      'zh-CN': '对端的下一次读取或写入会失败。',
    },
  },
  close: {
    short: { en: 'gives the socket back', 'zh-CN': '归还套接字' },
    does: {
      en: 'Gives the socket back to the system, which tells the other side that no more comes. No state stays behind.',
      'zh-CN': '把套接字归还系统，系统告知对端不再有数据；不会留下任何状态。',
    },
    next: {
      en: 'The other side closes too; what it writes now fails (EPIPE).',
      'zh-CN': '对端也关闭；此后它的写入会失败（EPIPE）。',
    },
  },
}
