import type { EndingExplanations } from './ending'
import { nothingNext } from './step-explanation'

/** How connections of TCP end (RFC 9293, 3.6), after what came before. */
export const tcpEndings: EndingExplanations = {
  'shutdown-second': {
    short: { en: 'ends the second direction too', 'zh-CN': '第二个方向也结束' },
    does: {
      en: 'Sends a FIN behind the last byte. The other side had ended already, so that now both directions have.',
      'zh-CN': '在最后一个字节之后发送 FIN。对端此前已结束，现在两个方向都已结束。',
    },
    next: {
      en: 'The other side acknowledges it. Having sent the first FIN, it then stays in TIME_WAIT for a while.',
      'zh-CN': '对端确认它。由于先发送了 FIN，对端随后会在 TIME_WAIT 停留一段时间。',
    },
  },
  'end-second': {
    short: { en: 'the other side has ended too', 'zh-CN': '对端也已结束' },
    does: {
      en: 'A read of 0 bytes: the FIN of the other side is here. This side had ended already, so that now both directions have.',
      'zh-CN': '读到 0 字节：对端的 FIN 已到达。本端此前已结束，现在两个方向都已结束。',
    },
    next: {
      en: 'Nothing more comes. This side sent the first FIN, so it stays in TIME_WAIT for a while: late packets find nobody new.',
      'zh-CN':
        '不会再有数据。本端先发送了 FIN，因此会在 TIME_WAIT 停留一段时间，以免迟到的数据包落到新连接上。',
    },
  },
  'reset-received': {
    short: { en: 'the other side ends both directions at once', 'zh-CN': '对端立即结束两个方向' },
    does: {
      en: 'An RST of the other side ends the connection in both directions at once. What was still under way or unread is thrown away.',
      'zh-CN': '对端的 RST 立即结束两个方向的连接，途中或未读的数据全部丢弃。',
    },
    next: {
      en: 'Reads and writes of this side fail with ECONNRESET or EPIPE; there is no TIME_WAIT.',
      'zh-CN': '本端的读写会以 ECONNRESET 或 EPIPE 失败；不会出现 TIME_WAIT。',
    },
  },
  'close-ended': {
    short: { en: 'gives the socket back', 'zh-CN': '归还套接字' },
    does: {
      en: 'Gives the socket back to the system. Both sides had sent their FIN, so nothing goes over the network any more.',
      'zh-CN': '把套接字归还系统。双方都已发送 FIN，网络上不再有任何数据。',
    },
    next: { en: 'Nothing more is expected of this connection.', 'zh-CN': '此连接到此结束。' },
  },
  'close-first': {
    short: { en: 'gives the socket back, the FIN is on its way', 'zh-CN': '归还套接字，FIN 已在途中' },
    does: {
      en: 'Gives the socket back to the system. Its FIN has left already; bytes that still come for it are answered with a reset.',
      'zh-CN': '把套接字归还系统。其 FIN 已发出；此后到来的字节会被重置应答。',
    },
    next: {
      en: 'The other side reads 0 bytes, the end of the stream, and closes in its turn.',
      'zh-CN': '对端会读到 0 字节，即流结束，然后关闭自己这一侧。',
    },
  },
  'close-broken': {
    short: { en: 'gives the socket back', 'zh-CN': '归还套接字' },
    does: {
      en: 'Gives the socket back to the system. The connection is over already: no FIN is sent and no TIME_WAIT follows.',
      'zh-CN': '把套接字归还系统。连接已经终止：不再发送 FIN，也不会出现 TIME_WAIT。',
    },
    next: nothingNext,
  },
  'stop-listening': {
    short: { en: 'the endpoint stops: the port is free again', 'zh-CN': '端点停止：端口重新空闲' },
    does: {
      en: 'The endpoint stops. The listening socket is given back to the system, and its port is free again.',
      'zh-CN': '端点停止。监听套接字归还系统，端口重新空闲。',
    },
    next: {
      en: 'Whoever connects to this port now is refused with a reset (ECONNREFUSED).',
      'zh-CN': '此后连接该端口的客户端会被重置拒绝（ECONNREFUSED）。',
    },
  },
  'stop-unconnected': {
    short: { en: 'the endpoint stops', 'zh-CN': '端点停止' },
    does: {
      en: 'The endpoint stops. It has no connection, so nothing goes over the network.',
      'zh-CN': '端点停止。它没有连接，网络上没有任何数据。',
    },
    next: nothingNext,
  },
}
