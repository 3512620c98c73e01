import type { EndingExplanations } from './ending'
import { nothingNext } from './step-explanation'

const givenBack = { en: 'gives the socket back', 'zh-CN': '归还套接字' }

/** How connections of Unix sockets and named pipes end, after what came before: there are no segments. */
export const unixEndings: EndingExplanations = {
  'shutdown-second': {
    short: { en: 'ends the second direction too', 'zh-CN': '第二个方向也结束' },
    does: {
      en: 'Tells the system that this side writes no more. The other side had ended already, so that now both directions have.',
      'zh-CN': '告知系统本端不再写入。对端此前已结束，现在两个方向都已结束。',
    },
    next: { en: 'The other side reads what is left, then its end.', 'zh-CN': '对端读完剩余内容后读到结尾。' },
  },
  'end-second': {
    short: { en: 'the other side has ended too', 'zh-CN': '对端也已结束' },
    does: {
      en: 'A read of 0 bytes: the other side writes no more. This side had ended already, so that now both directions have.',
      'zh-CN': '读到 0 字节：对端不再写入。本端此前已结束，现在两个方向都已结束。',
    },
    next: { en: 'Nothing more comes; this side closes.', 'zh-CN': '不会再有数据；本端关闭。' },
  },
  'reset-received': {
    short: { en: 'the other side ends the connection at once', 'zh-CN': '对端立即结束连接' },
    does: {
      en: 'The other side ended the connection with bytes of ours unread. They are thrown away.',
      'zh-CN': '对端在尚有数据未读时结束了连接，这些数据被丢弃。',
    },
    next: {
      en: 'Reads and writes of this side fail with ECONNRESET or EPIPE.',
      'zh-CN': '本端的读写会以 ECONNRESET 或 EPIPE 失败。',
    },
  },
  'close-ended': {
    short: givenBack,
    does: {
      en: 'Gives the socket back to the system. Both directions had ended; no state stays behind.',
      'zh-CN': '把套接字归还系统。两个方向均已结束，不会留下任何状态。',
    },
    next: { en: 'Nothing more is expected of this connection.', 'zh-CN': '此连接到此结束。' },
  },
  'close-first': {
    short: givenBack,
    does: {
      en: 'Gives the socket back to the system. The other side has been told that no more comes.',
      'zh-CN': '把套接字归还系统。对端已获知不会再有数据。',
    },
    next: {
      en: 'The other side reads its end and closes too; what it writes now fails (EPIPE).',
      'zh-CN': '对端读到结尾后也会关闭；此后它的写入会失败（EPIPE）。',
    },
  },
  'close-broken': {
    short: givenBack,
    does: {
      en: 'Gives the socket back to the system. The connection is over already.',
      'zh-CN': '把套接字归还系统。连接已经终止。',
    },
    next: nothingNext,
  },
  'stop-listening': {
    short: { en: 'the endpoint stops', 'zh-CN': '端点停止' },
    does: {
      en: 'The endpoint stops. The listening socket is given back to the system, and the path is free again.',
      'zh-CN': '端点停止。监听套接字归还系统，路径重新空闲。',
    },
    next: {
      en: 'Whoever connects to this path now is refused (ECONNREFUSED or ENOENT).',
      'zh-CN': '此后连接该路径的客户端会被拒绝（ECONNREFUSED 或 ENOENT）。',
    },
  },
  'stop-unconnected': {
    short: { en: 'the endpoint stops', 'zh-CN': '端点停止' },
    does: {
      en: 'The endpoint stops. It has no connection that would have to end.',
      'zh-CN': '端点停止。它没有需要结束的连接。',
    },
    next: nothingNext,
  },
}
