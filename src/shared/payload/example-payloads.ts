import type { LocalText } from '../language/local-text'
import type { Payload } from './payload'
import type { PayloadField } from './payload-field'

/** A payload that comes with the program, to begin with and to learn from. */
export interface ExamplePayload {
  readonly name: LocalText
  readonly tags: readonly string[]
  readonly payload: Payload
}

/** A name that is the same in every language. */
function named(name: string): LocalText {
  return { en: name, 'zh-CN': name }
}

function text(typed: string): Payload {
  return { form: 'text', text: typed, lineEnding: 'none', encoding: 'utf-8' }
}

function line(typed: string): Payload {
  return { form: 'text', text: typed, lineEnding: 'crlf', encoding: 'utf-8' }
}

const modbusCrc: PayloadField = {
  field: 'checksum',
  checksum: 'crc-16/modbus',
  order: 'le',
  as: 'binary',
  from: 0,
  to: null,
  at: 'end',
}

/** A length of four bytes in front that counts itself too, as gateways with many connections often frame messages. */
const frameLength: PayloadField = {
  field: 'length',
  as: 'u32be',
  digits: 0,
  counts: 'message',
  plus: 0,
  at: 'start',
}

/** Each is a whole message of its protocol; the numbers in them are those of the documents named. */
export const examplePayloads: readonly ExamplePayload[] = [
  // RFC 9112, 3.
  {
    name: named('HTTP GET /'),
    tags: ['http'],
    payload: text('GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: keep-alive\\r\\n\\r\\n'),
  },
  // The inline form of a command of the Redis serialization protocol.
  { name: named('Redis PING'), tags: ['redis'], payload: line('PING') },
  // Modbus over Serial Line 1.02, 2.5.1: unit 1, function 3, ten registers from 0, the checksum low byte first.
  {
    name: { en: 'Modbus RTU: read 10 registers', 'zh-CN': 'Modbus RTU：读 10 个寄存器' },
    tags: ['modbus'],
    payload: { form: 'hex', hex: '01 03 00 00 00 0a', fields: [modbusCrc] },
  },
  // Modbus Messaging on TCP/IP 1.0b, 3.1.3: a transaction of its own each time, protocol 0, six bytes follow.
  {
    name: { en: 'Modbus TCP: read 10 registers', 'zh-CN': 'Modbus TCP：读 10 个寄存器' },
    tags: ['modbus'],
    payload: { form: 'hex', hex: '{{u16be seq(1)}} 00 00 00 06 01 03 00 00 00 0a' },
  },
  // RFC 1035, 4.1: one question, recursion desired, example.com, type A, class IN.
  {
    name: { en: 'DNS query: example.com A', 'zh-CN': 'DNS 查询：example.com A' },
    tags: ['dns', 'udp'],
    payload: {
      form: 'hex',
      hex: '{{random.hex(2)}} 01 00 00 01 00 00 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01',
    },
  },
  // MQTT 3.1.1, 3.1: a clean session, kept alive for 60 s, as client "sockwright".
  {
    name: named('MQTT CONNECT'),
    tags: ['mqtt'],
    payload: {
      form: 'hex',
      hex: '10 16 00 04 4d 51 54 54 04 02 00 3c 00 0a 73 6f 63 6b 77 72 69 67 68 74',
    },
  },
  // RFC 6120, 4.2.
  {
    name: { en: 'XMPP: open a stream', 'zh-CN': 'XMPP：打开流' },
    tags: ['xmpp'],
    payload: text(
      "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    ),
  },
  // RFC 5321, 4.1.1.1.
  { name: named('SMTP EHLO'), tags: ['smtp'], payload: line('EHLO localhost') },
  {
    name: { en: 'Messaging gateway: log in', 'zh-CN': '消息网关：登录' },
    tags: ['gateway'],
    payload: {
      ...text('{"type":"login","seq":{{seq(1)}},"device":"{{random.uuid}}","token":"demo","at":{{now.ms}}}'),
      fields: [frameLength],
    },
  },
  {
    name: { en: 'Messaging gateway: heartbeat', 'zh-CN': '消息网关：心跳' },
    tags: ['gateway'],
    payload: { ...text('{"type":"heartbeat","seq":{{seq(1)}},"at":{{now.ms}}}'), fields: [frameLength] },
  },
]
