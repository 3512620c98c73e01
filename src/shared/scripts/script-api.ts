import type { LocalText } from '../language/local-text'

/** One name that a script may use. */
export interface ScriptName {
  readonly name: string
  /** With types, as TypeScript writes it. */
  readonly signature: string
  readonly about: LocalText
}

/** The names of one object, or those that are there without one. */
export interface ScriptNames {
  /** What completion comes behind: `peer.`; null: nothing. */
  readonly of: 'peer' | 'message' | 'endpoint' | 'timer' | null
  readonly title: LocalText
  readonly names: readonly ScriptName[]
}

/** What a script declares. */
const handlers: ScriptNames = {
  of: null,
  title: { en: 'What a script declares', 'zh-CN': '脚本可声明的函数' },
  names: [
    {
      name: 'onOpen',
      signature: 'onOpen(peer: Peer)',
      about: {
        en: 'A connection opened, or a datagram came from a new address. Also called for each peer that is there when the script starts.',
        'zh-CN': '连接建立，或收到来自新地址的数据报。脚本启动时对已有对端也会调用。',
      },
    },
    {
      name: 'onMessage',
      signature: 'onMessage(peer: Peer, message: Message)',
      about: { en: 'A message came. Called in order.', 'zh-CN': '收到一条消息，按顺序调用。' },
    },
    {
      name: 'onTimer',
      signature: 'onTimer(name: string, peer: Peer | null)',
      about: { en: 'A timer that was given a name is due.', 'zh-CN': '以名称设定的定时器到时。' },
    },
    {
      name: 'onClose',
      signature: 'onClose(peer: Peer)',
      about: {
        en: 'The peer is gone; nothing comes of it any more, and nothing can be sent to it.',
        'zh-CN': '对端已断开，此后不再有其消息，也无法向其发送。',
      },
    },
  ],
}

const peer: ScriptNames = {
  of: 'peer',
  title: { en: 'A peer', 'zh-CN': '对端' },
  names: [
    {
      name: 'number',
      signature: 'number: number',
      about: { en: 'Its number, as in the log.', 'zh-CN': '编号，与日志一致。' },
    },
    {
      name: 'remote',
      signature: 'remote: { address: string, port: number }',
      about: { en: 'Its address.', 'zh-CN': '对方地址。' },
    },
    {
      name: 'local',
      signature: 'local: { address: string, port: number }',
      about: { en: 'Our address.', 'zh-CN': '本端地址。' },
    },
    {
      name: 'state',
      signature: 'state: object',
      about: { en: 'Yours to keep what concerns this peer.', 'zh-CN': '供脚本保存该对端的状态。' },
    },
    {
      name: 'isOpen',
      signature: 'isOpen: boolean',
      about: { en: 'Is it still there?', 'zh-CN': '是否仍在连接。' },
    },
    {
      name: 'send',
      signature: 'send(...parts: (string | Uint8Array | ArrayBuffer | number[] | Message)[])',
      about: {
        en: 'Sends each part as a message. Text is in the encoding of the endpoint.',
        'zh-CN': '将每个参数作为一条消息发送，文本采用端点编码。',
      },
    },
    {
      name: 'halfClose',
      signature: 'halfClose()',
      about: { en: 'Ends our side; the peer may go on sending.', 'zh-CN': '结束本端发送，对端仍可发送。' },
    },
    {
      name: 'close',
      signature: 'close()',
      about: {
        en: 'Closes the connection; a UDP peer is forgotten.',
        'zh-CN': '关闭连接；UDP 对端则被移除。',
      },
    },
    {
      name: 'reset',
      signature: 'reset()',
      about: {
        en: 'Resets the connection; a UDP peer is forgotten.',
        'zh-CN': '重置连接；UDP 对端则被移除。',
      },
    },
    {
      name: 'after',
      signature: 'after(ms: number, what: string | ((peer: Peer) => void)): Timer',
      about: {
        en: 'Calls a function, or onTimer with a name, once after ms. Ends with the peer.',
        'zh-CN': '在指定毫秒后调用一次函数，或以名称调用 onTimer。随对端结束。',
      },
    },
    {
      name: 'every',
      signature: 'every(ms: number, what: string | ((peer: Peer) => void)): Timer',
      about: { en: 'The same, again and again.', 'zh-CN': '同上，但反复调用。' },
    },
  ],
}

const message: ScriptNames = {
  of: 'message',
  title: { en: 'A message', 'zh-CN': '消息' },
  names: [
    { name: 'bytes', signature: 'bytes: Uint8Array', about: { en: 'Its bytes.', 'zh-CN': '字节。' } },
    { name: 'length', signature: 'length: number', about: { en: 'How many bytes.', 'zh-CN': '字节数。' } },
    {
      name: 'text',
      signature: 'text: string',
      about: {
        en: 'As text in the encoding of the endpoint; what is no character becomes U+FFFD.',
        'zh-CN': '按端点编码解码的文本，无效字节变为 U+FFFD。',
      },
    },
    { name: 'hex', signature: 'hex: string', about: { en: 'As hex digits.', 'zh-CN': '十六进制文本。' } },
    {
      name: 'whole',
      signature: 'whole: boolean',
      about: {
        en: 'False for a part of a message that is longer than the limit of the endpoint.',
        'zh-CN': '超过端点长度上限的消息会分段到达，此时为 false。',
      },
    },
  ],
}

const endpoint: ScriptNames = {
  of: 'endpoint',
  title: { en: 'The endpoint', 'zh-CN': '端点' },
  names: [
    { name: 'name', signature: 'name: string', about: { en: 'Its name.', 'zh-CN': '名称。' } },
    { name: 'kind', signature: 'kind: string', about: { en: 'What it is.', 'zh-CN': '类型。' } },
    {
      name: 'state',
      signature: 'state: object',
      about: { en: 'Yours to keep what concerns all peers.', 'zh-CN': '供脚本保存全局状态。' },
    },
    {
      name: 'peers',
      signature: 'peers: Peer[]',
      about: { en: 'All that are there.', 'zh-CN': '当前所有对端。' },
    },
    {
      name: 'peer',
      signature: 'peer(number: number): Peer | undefined',
      about: { en: 'The peer with this number.', 'zh-CN': '按编号取得对端。' },
    },
    {
      name: 'sendAll',
      signature: 'sendAll(...parts)',
      about: { en: 'Sends to all peers.', 'zh-CN': '发送给所有对端。' },
    },
  ],
}

const timer: ScriptNames = {
  of: 'timer',
  title: { en: 'A timer', 'zh-CN': '定时器' },
  names: [{ name: 'cancel', signature: 'cancel()', about: { en: 'Ends it.', 'zh-CN': '取消。' } }],
}

const helpers: ScriptNames = {
  of: null,
  title: { en: 'Always there', 'zh-CN': '全局函数' },
  names: [
    { name: 'endpoint', signature: 'endpoint: Endpoint', about: { en: 'The endpoint.', 'zh-CN': '端点。' } },
    {
      name: 'log',
      signature: 'log(...what)',
      about: {
        en: 'Writes a line to the console, and to the log as an event. Also warn(…) and error(…).',
        'zh-CN': '写入控制台，并作为事件写入日志。另有 warn(…) 与 error(…)。',
      },
    },
    {
      name: 'warn',
      signature: 'warn(...what)',
      about: { en: 'Like log, as a warning.', 'zh-CN': '同 log，级别为警告。' },
    },
    {
      name: 'error',
      signature: 'error(...what)',
      about: { en: 'Like log, as an error.', 'zh-CN': '同 log，级别为错误。' },
    },
    {
      name: 'after',
      signature: 'after(ms: number, what: string | (() => void)): Timer',
      about: {
        en: 'Calls a function, or onTimer with a name, once after ms.',
        'zh-CN': '在指定毫秒后调用一次函数，或以名称调用 onTimer。',
      },
    },
    {
      name: 'every',
      signature: 'every(ms: number, what: string | (() => void)): Timer',
      about: { en: 'The same, again and again.', 'zh-CN': '同上，但反复调用。' },
    },
    {
      name: 'sleep',
      signature: 'sleep(ms: number): Promise<void>',
      about: { en: 'To be awaited in an async function.', 'zh-CN': '在 async 函数中等待。' },
    },
    {
      name: 'bytes',
      signature: 'bytes(...parts: (string | number | number[] | Uint8Array)[]): Uint8Array',
      about: {
        en: 'Joins texts, bytes and lists of bytes; a number is one byte.',
        'zh-CN': '拼接文本、字节与字节列表；数字代表一个字节。',
      },
    },
    {
      name: 'uint',
      signature: "uint(value: number | bigint, size: number, order?: 'be' | 'le'): Uint8Array",
      about: { en: 'An unsigned integer in bytes.', 'zh-CN': '将无符号整数转为字节。' },
    },
    {
      name: 'readUint',
      signature: "readUint(bytes, at: number, size: number, order?: 'be' | 'le'): number | bigint",
      about: {
        en: 'The unsigned integer at a place; a bigint from 7 bytes up.',
        'zh-CN': '读取指定位置的无符号整数，7 字节及以上为 bigint。',
      },
    },
    {
      name: 'hex',
      signature: 'hex(bytes): string',
      about: { en: 'Hex digits.', 'zh-CN': '转为十六进制文本。' },
    },
    {
      name: 'fromHex',
      signature: 'fromHex(text: string): Uint8Array',
      about: {
        en: 'Bytes of hex digits; spaces do not matter.',
        'zh-CN': '由十六进制文本得到字节，忽略空格。',
      },
    },
    {
      name: 'encode',
      signature: 'encode(text: string, encoding?: string): Uint8Array',
      about: {
        en: 'Text in bytes: of the endpoint’s encoding, or utf-8, gbk, big5, shift_jis, euc-kr, utf-16le, utf-16be, latin-1.',
        'zh-CN':
          '编码为字节：默认采用端点编码，亦可指定 utf-8、gbk、big5、shift_jis、euc-kr、utf-16le、utf-16be、latin-1。',
      },
    },
    {
      name: 'decode',
      signature: 'decode(bytes, encoding?: string): string',
      about: { en: 'Bytes as text.', 'zh-CN': '将字节解码为文本。' },
    },
    {
      name: 'checksum',
      signature: 'checksum(kind: string, bytes): Uint8Array',
      about: {
        en: 'A checksum, most significant byte first: sum-8, xor, lrc, crc-8, sum-16, crc-16/modbus, crc-32, md5, sha-256 …',
        'zh-CN': '校验和，高位在前：sum-8、xor、lrc、crc-8、sum-16、crc-16/modbus、crc-32、md5、sha-256 等。',
      },
    },
  ],
}

/** Everything that a script may use, as completion and `docs/script-api.md` show it. */
export const scriptApi: readonly ScriptNames[] = [handlers, peer, message, endpoint, timer, helpers]
