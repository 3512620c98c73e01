import { nothingNext, type StepExplanation } from './step-explanation'

/** The handshake of TLS, over a connection that stands already. */
export const secured: StepExplanation = {
  short: { en: 'both sides agree on keys', 'zh-CN': '双方商定密钥' },
  does: {
    en: 'TLS: both sides have agreed on a version, a cipher and keys, and the server has shown its certificate. Bytes are encrypted from here on.',
    'zh-CN': 'TLS：双方已商定版本、加密套件和密钥，服务端已出示证书。此后的字节都经过加密。',
  },
  next: {
    en: 'Either side may write; the records here show what was encrypted.',
    'zh-CN': '任一方都可以写入；此处的记录是加密前的内容。',
  },
}

/** The opening handshake of a WebSocket (RFC 6455, 4), over a connection that stands already. */
export const webSocketOpened: StepExplanation = {
  short: { en: 'HTTP turns into a WebSocket', 'zh-CN': 'HTTP 转为 WebSocket' },
  does: {
    en: 'WebSocket: the client has asked with an HTTP request (Upgrade) and the server has answered 101. Frames follow on the same connection.',
    'zh-CN': 'WebSocket：客户端以 HTTP 请求（Upgrade）发起，服务端回复 101。此后在同一连接上传输帧。',
  },
  next: {
    en: 'Either side may send messages and pings; whoever wants to end sends a close frame, which the other one answers.',
    'zh-CN': '任一方都可以发送消息和 ping；想结束的一方发送关闭帧，由另一方应答。',
  },
}

/** What a relay writes as it came: there is one record of it for both of its connections. */
export const handedOn: StepExplanation = {
  short: { en: 'hands on what came from the other side', 'zh-CN': '转交来自另一侧的内容' },
  does: {
    en: 'Hands on what the relay has read from its other connection. Both are one record, whose time is that of the read.',
    'zh-CN': '转交中继从另一连接读到的内容。两者是同一条记录，其时间为读取的时刻。',
  },
  next: {
    en: 'Whoever is at the end of this connection reads it.',
    'zh-CN': '由此连接另一端的程序读取。',
  },
}

/** Frames of a WebSocket that control the connection (RFC 6455, 5.5), by whether they are sent or received. */
export const controlFrames: Readonly<
  Record<'ping' | 'pong' | 'close', Readonly<Record<'write' | 'read', StepExplanation>>>
> = {
  ping: {
    write: {
      short: { en: 'asks whether the other side is there', 'zh-CN': '询问对端是否在线' },
      does: { en: 'Sends a ping frame.', 'zh-CN': '发送 ping 帧。' },
      next: {
        en: 'The other side answers with a pong of the same bytes, as soon as it can.',
        'zh-CN': '对端会尽快以相同字节的 pong 应答。',
      },
    },
    read: {
      short: { en: 'the other side asks whether we are there', 'zh-CN': '对端询问本端是否在线' },
      does: { en: 'A ping frame has arrived.', 'zh-CN': '收到 ping 帧。' },
      next: {
        en: 'It is our turn: a pong of the same bytes goes back.',
        'zh-CN': '轮到本端：以相同字节的 pong 应答。',
      },
    },
  },
  pong: {
    write: {
      short: { en: 'answers a ping', 'zh-CN': '应答 ping' },
      does: { en: 'Sends a pong frame with the bytes of the ping.', 'zh-CN': '以 ping 的字节发送 pong 帧。' },
      next: {
        en: 'The other side knows that this one is there, and how long the way is.',
        'zh-CN': '对端由此得知本端在线以及往返时间。',
      },
    },
    read: {
      short: { en: 'the answer to a ping', 'zh-CN': 'ping 的应答' },
      does: {
        en: 'A pong frame has arrived: the other side is there and reads.',
        'zh-CN': '收到 pong 帧：对端在线并在读取。',
      },
      next: nothingNext,
    },
  },
  close: {
    write: {
      short: { en: 'sends a close frame', 'zh-CN': '发送关闭帧' },
      does: {
        en: 'Sends a close frame with a code and a reason: no messages of this side follow it.',
        'zh-CN': '发送带有代码和原因的关闭帧：此后本端不再发送消息。',
      },
      next: {
        en: 'The other side answers with a close frame, unless this is its answer. Then the server closes the connection.',
        'zh-CN': '除非这本身就是应答，否则对端以关闭帧应答。随后由服务端关闭连接。',
      },
    },
    read: {
      short: { en: 'the other side wants to end', 'zh-CN': '对端要求结束' },
      does: {
        en: 'A close frame has arrived: no messages of the other side follow it.',
        'zh-CN': '收到关闭帧：此后对端不再发送消息。',
      },
      next: {
        en: 'This side answers with a close frame, unless it sent the first one. Then the server closes the connection.',
        'zh-CN': '除非本端先发送了关闭帧，否则本端以关闭帧应答。随后由服务端关闭连接。',
      },
    },
  },
}
