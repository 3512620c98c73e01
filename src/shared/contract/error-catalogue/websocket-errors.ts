import type { ErrorEntry } from './error-entry'

/** Failures of WebSocket endpoints: the opening handshake, frames, closing. */
export const websocketErrors = {
  E_WS_NOT_HTTP: {
    what: {
      en: 'The server does not speak HTTP: it began with “{start}”.',
      'zh-CN': '服务端不使用 HTTP：其开头为“{start}”。',
    },
    remedy: {
      en: 'It is no WebSocket server. Check the port, or look at it with a TCP client.',
      'zh-CN': '它不是 WebSocket 服务端。请检查端口，或用 TCP 客户端查看。',
    },
  },
  E_WS_TLS_WANTED: {
    what: {
      en: 'The server answered with TLS: it does not take plain text on this port.',
      'zh-CN': '服务端以 TLS 应答：该端口不接受明文。',
    },
    remedy: { en: 'Connect with TLS (wss://).', 'zh-CN': '请使用 TLS 连接（wss://）。' },
  },
  E_WS_TLS_SENT: {
    what: {
      en: 'The client began with TLS (wss://), and this server speaks plain text (ws://).',
      'zh-CN': '客户端以 TLS（wss://）开始，而本服务端使用明文（ws://）。',
    },
    remedy: {
      en: 'Let the client connect with ws://, or switch TLS on here.',
      'zh-CN': '请让客户端使用 ws:// 连接，或在此开启 TLS。',
    },
  },
  E_WS_NO_REQUEST: {
    what: {
      en: 'The client does not speak HTTP: it began with “{start}”.',
      'zh-CN': '客户端不使用 HTTP：其开头为“{start}”。',
    },
    remedy: {
      en: 'A WebSocket begins with an HTTP request; for other protocols open a TCP server.',
      'zh-CN': 'WebSocket 以 HTTP 请求开始；其他协议请使用 TCP 服务端。',
    },
  },
  E_WS_HEAD: {
    what: {
      en: 'The HTTP head is broken or longer than 16 KiB; it begins with “{start}”.',
      'zh-CN': 'HTTP 头部有误或超过 16 KiB；其开头为“{start}”。',
    },
    remedy: { en: 'See what the other side sends.', 'zh-CN': '请查看对方发送的内容。' },
  },
  E_WS_STATUS: {
    what: {
      en: 'The server answered {status} in place of 101 Switching Protocols{bodyText}.',
      'zh-CN': '服务端应答 {status}，而非 101 Switching Protocols{bodyText}。',
    },
    remedy: {
      en: 'It refuses, or has no WebSocket here: check path, headers and sub-protocols.',
      'zh-CN': '它拒绝连接，或此处没有 WebSocket：请检查路径、请求头和子协议。',
    },
  },
  E_WS_PATH: {
    what: {
      en: 'The server has nothing at {path}: it answered 404{bodyText}.',
      'zh-CN': '服务端在 {path} 处没有内容：应答 404{bodyText}。',
    },
    remedy: { en: 'Check the path.', 'zh-CN': '请检查路径。' },
  },
  E_WS_REDIRECTED: {
    what: {
      en: 'The server answered {status} and points to {location}.',
      'zh-CN': '服务端应答 {status}，并指向 {location}。',
    },
    remedy: {
      en: 'Redirects are not followed: connect there, if it is to be trusted.',
      'zh-CN': '不会跟随重定向：若可信，请改为连接该地址。',
    },
  },
  E_WS_UPGRADE: {
    what: {
      en: 'The server answered 101 without an upgrade to websocket (Upgrade: {upgrade}).',
      'zh-CN': '服务端应答 101，但未升级到 websocket（Upgrade: {upgrade}）。',
    },
    remedy: {
      en: 'It is no WebSocket server, or a proxy between changes headers.',
      'zh-CN': '它不是 WebSocket 服务端，或途中的代理改动了头部。',
    },
  },
  E_WS_ACCEPT: {
    what: {
      en: 'Sec-WebSocket-Accept is {accept} where our key demands {wanted}.',
      'zh-CN': 'Sec-WebSocket-Accept 为 {accept}，而我方密钥要求 {wanted}。',
    },
    remedy: {
      en: 'The server computes it wrongly (RFC 6455, 4.2.2), or a proxy answered from its memory.',
      'zh-CN': '服务端计算有误（RFC 6455 4.2.2），或代理以缓存应答。',
    },
  },
  E_WS_PROTOCOL: {
    what: {
      en: 'No sub-protocol was agreed: offered {offered}, the server chose {chosen}.',
      'zh-CN': '未能商定子协议：我方提供 {offered}，服务端选择 {chosen}。',
    },
    remedy: {
      en: 'Offer one that the server speaks, or none.',
      'zh-CN': '请提供服务端支持的子协议，或不提供。',
    },
  },
  E_WS_EXTENSION: {
    what: {
      en: 'The server uses extensions that were not offered, or with other values: {extensions}.',
      'zh-CN': '服务端使用了未提供的扩展或取值：{extensions}。',
    },
    remedy: {
      en: 'Switch compression on or off as the server needs it.',
      'zh-CN': '请按服务端的要求开启或关闭压缩。',
    },
  },
  E_WS_PLAIN_HTTP: {
    what: {
      en: '{method} {path} is a plain HTTP request; this is a WebSocket server.',
      'zh-CN': '{method} {path} 是普通 HTTP 请求；这里是 WebSocket 服务端。',
    },
    remedy: {
      en: 'Connect with ws://. It was answered with 426 Upgrade Required.',
      'zh-CN': '请使用 ws:// 连接。已应答 426 Upgrade Required。',
    },
  },
  E_WS_METHOD: {
    what: {
      en: 'A WebSocket is opened with GET and HTTP/1.1, not with {method}.',
      'zh-CN': 'WebSocket 以 GET 和 HTTP/1.1 打开，而不是 {method}。',
    },
    remedy: { en: 'It was answered with 405.', 'zh-CN': '已应答 405。' },
  },
  E_WS_VERSION: {
    what: {
      en: 'The client asks for version {version} of the protocol, and only 13 is spoken.',
      'zh-CN': '客户端请求协议版本 {version}，而仅支持 13。',
    },
    remedy: { en: 'Update the client; it was answered with 426.', 'zh-CN': '请更新客户端；已应答 426。' },
  },
  E_WS_KEY: {
    what: {
      en: 'Sec-WebSocket-Key is missing or is not 16 bytes in Base64.',
      'zh-CN': '缺少 Sec-WebSocket-Key，或其不是 16 字节的 Base64。',
    },
    remedy: {
      en: 'The client is at fault (RFC 6455, 4.1); it was answered with 400.',
      'zh-CN': '客户端有误（RFC 6455 4.1）；已应答 400。',
    },
  },
  E_WS_OTHER_PATH: {
    what: {
      en: 'The client asks for {path}, and {served} is served here.',
      'zh-CN': '客户端请求 {path}，而这里提供 {served}。',
    },
    remedy: {
      en: 'Change the path of the client or of this server; it was answered with 404.',
      'zh-CN': '请更改客户端或本服务端的路径；已应答 404。',
    },
  },
  E_WS_HANDSHAKE_TIMEOUT: {
    what: {
      en: 'The opening handshake was not finished in {seconds} s.',
      'zh-CN': '打开握手未在 {seconds} 秒内完成。',
    },
    remedy: {
      en: 'The other side may wait for something else, such as TLS; or allow more time.',
      'zh-CN': '对方可能在等待其他内容（如 TLS）；或延长时间。',
    },
  },
  E_WS_HANDSHAKE_CLOSED: {
    what: {
      en: 'The other side ended the connection during the opening handshake.',
      'zh-CN': '对方在打开握手期间结束了连接。',
    },
    remedy: {
      en: 'It may be no WebSocket, or want TLS; its log says more.',
      'zh-CN': '它可能不是 WebSocket，或需要 TLS；详情见其日志。',
    },
  },
  E_WS_FRAME: {
    what: {
      en: 'The peer broke the rules of frames: {reason}.',
      'zh-CN': '对端违反帧规则：{reason}。',
    },
    remedy: {
      en: 'The connection was closed with {close} (RFC 6455, 5).',
      'zh-CN': '已以 {close} 关闭连接（RFC 6455 5）。',
    },
  },
  E_WS_UTF8: {
    what: {
      en: 'The peer sent text that is not valid UTF-8.',
      'zh-CN': '对端发送的文本不是有效的 UTF-8。',
    },
    remedy: {
      en: 'The connection was closed with 1007; other bytes belong into binary frames.',
      'zh-CN': '已以 1007 关闭连接；其他字节应使用二进制帧。',
    },
  },
  E_WS_DEFLATE: {
    what: {
      en: 'A compressed message of the peer cannot be inflated: {reason}.',
      'zh-CN': '无法解压对端的压缩消息：{reason}。',
    },
    remedy: {
      en: 'The connection was closed with 1007; without compression it may work.',
      'zh-CN': '已以 1007 关闭连接；关闭压缩或许可行。',
    },
  },
  E_WS_TOO_LARGE: {
    what: {
      en: 'The peer sent a message of more than {limit} bytes.',
      'zh-CN': '对端发送的消息超过 {limit} 字节。',
    },
    remedy: {
      en: 'The connection was closed with 1009; raise the limit in the options if that is right.',
      'zh-CN': '已以 1009 关闭连接；如属正常，请在选项中提高上限。',
    },
  },
  E_WS_OPENING: {
    what: {
      en: 'Peer #{peer} has not finished its opening handshake.',
      'zh-CN': '对端 #{peer} 尚未完成打开握手。',
    },
    remedy: { en: 'Send once it is open.', 'zh-CN': '请在其打开后发送。' },
  },
  E_WS_CLOSING: {
    what: {
      en: 'The WebSocket with peer #{peer} is closing: nothing can be sent any more.',
      'zh-CN': '与对端 #{peer} 的 WebSocket 正在关闭，不能再发送。',
    },
    remedy: { en: 'Connect again.', 'zh-CN': '请重新连接。' },
  },
  E_WS_HALF_CLOSE: {
    what: {
      en: 'A WebSocket has no half-close: a close ends both sides.',
      'zh-CN': 'WebSocket 没有半关闭：关闭会结束双方。',
    },
    remedy: { en: 'Close or reset the connection.', 'zh-CN': '请关闭或重置连接。' },
  },
  E_WS_CLOSE_CODE: {
    what: {
      en: '{code} is no code that a close may be sent with.',
      'zh-CN': '{code} 不是可用于关闭的代码。',
    },
    remedy: {
      en: 'Use 1000 to 1014 but 1004, 1005 and 1006, or 3000 to 4999.',
      'zh-CN': '可用 1000 到 1014（1004、1005、1006 除外）或 3000 到 4999。',
    },
  },
  E_WS_CONTROL_LENGTH: {
    what: {
      en: 'It has {bytes} bytes, and {limit} is the most that fits into such a frame.',
      'zh-CN': '共 {bytes} 字节，而此类帧最多容纳 {limit} 字节。',
    },
    remedy: { en: 'Make it shorter.', 'zh-CN': '请缩短。' },
  },
  E_WS_ONLY: {
    what: {
      en: 'Pings and close codes are for WebSockets; this connection is none.',
      'zh-CN': 'ping 和关闭代码仅用于 WebSocket，此连接不是。',
    },
    remedy: { en: 'Send a message, or close without a code.', 'zh-CN': '请发送消息，或不带代码关闭。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
