import { strictText } from '../encoding/decode-text'
import type { Decoder } from './decoder'
import { readFields, type FieldReader } from './field-reader'

/** Control packets of MQTT 3.1.1 and 5.0 (section 2.1.2), by their number, with the flags that all but PUBLISH must have. */
const packets: readonly (readonly [name: string, flags: number])[] = [
  ['', -1],
  ['CONNECT', 0],
  ['CONNACK', 0],
  ['PUBLISH', -1],
  ['PUBACK', 0],
  ['PUBREC', 0],
  ['PUBREL', 2],
  ['PUBCOMP', 0],
  ['SUBSCRIBE', 2],
  ['SUBACK', 0],
  ['UNSUBSCRIBE', 2],
  ['UNSUBACK', 0],
  ['PINGREQ', 0],
  ['PINGRESP', 0],
  ['DISCONNECT', 0],
  ['AUTH', 0],
]
const publish = 3
const versions: Readonly<Record<number, string>> = { 3: '3 (3.1)', 4: '4 (3.1.1)', 5: '5 (5.0)' }

/** A length of one to four bytes, seven bits each, lowest first (section 2.2.3). */
function variableLength(reader: FieldReader, name: string): number {
  const from = reader.at
  let value = 0
  for (let shift = 0; shift < 28; shift += 7) {
    reader.expect(reader.rest > 0)
    const byte = reader.bytes[reader.at++]!
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) {
      reader.add(name, String(value), from)
      return value
    }
  }
  reader.expect(false)
  return 0
}

function sizeAhead(reader: FieldReader): number {
  reader.expect(reader.rest >= 2)
  return reader.bytes[reader.at]! * 256 + reader.bytes[reader.at + 1]!
}

/** Two bytes of length and that many of UTF-8. */
function string(reader: FieldReader, name: string): string {
  const size = sizeAhead(reader)
  reader.expect(size + 2 <= reader.rest)
  const text = strictText(reader.bytes.subarray(reader.at + 2, reader.at + 2 + size), 'utf-8')
  reader.expect(text !== null && !text.includes('\0'))
  reader.group(name, () => {
    reader.number('Length', 2)
    reader.text('Text', size)
    return text!.slice(0, 120)
  })
  return text!
}

function binary(reader: FieldReader, name: string): void {
  const size = sizeAhead(reader)
  reader.expect(size + 2 <= reader.rest)
  reader.group(name, () => {
    reader.number('Length', 2)
    if (size > 0) reader.hex('Bytes', size)
    return String(size)
  })
}

function properties(reader: FieldReader): void {
  reader.group('Properties', () => {
    const size = variableLength(reader, 'Length')
    reader.expect(size <= reader.rest)
    if (size > 0) reader.hex('Bytes', size)
    return String(size)
  })
}

function connect(reader: FieldReader): string {
  const protocol = string(reader, 'Protocol Name')
  reader.expect(protocol === 'MQTT' || protocol === 'MQIsdp')
  const version = reader.number('Protocol Level', 1, (value) => versions[value] ?? String(value))
  const flags = reader.number('Connect Flags', 1, (value) => value.toString(2).padStart(8, '0'))
  reader.number('Keep Alive', 2, (seconds) => `${seconds} s`)
  if (version === 5) properties(reader)
  const client = string(reader, 'Client Identifier')
  if (flags & 0x04) {
    if (version === 5) properties(reader)
    string(reader, 'Will Topic')
    binary(reader, 'Will Message')
  }
  if (flags & 0x80) string(reader, 'User Name')
  if (flags & 0x40) binary(reader, 'Password')
  return client
}

/** A packet does not tell its version: with 5.0 the properties stand at the beginning of what is shown as payload. */
function published(reader: FieldReader, flags: number): string {
  const quality = (flags >> 1) & 3
  reader.expect(quality < 3)
  const topic = string(reader, 'Topic Name')
  reader.expect(!/[+#]/.test(topic))
  if (quality > 0) reader.number('Packet Identifier', 2)
  if (reader.rest > 0) reader.text('Payload', reader.rest)
  return topic
}

/** With 5.0 the properties come first; without them a filter begins at once. */
function topicFilters(reader: FieldReader, withOptions: boolean): string {
  reader.number('Packet Identifier', 2)
  if (looksLikeProperties(reader)) properties(reader)
  const filters: string[] = []
  do {
    filters.push(string(reader, 'Topic Filter'))
    if (withOptions) reader.number('Options', 1, (value) => `QoS ${value & 3}`)
  } while (reader.rest > 0)
  return filters.slice(0, 5).join(', ')
}

/** A filter of 256 bytes or more is rare, and one of no bytes not allowed: `00 00` can only be properties and a filter. */
function looksLikeProperties(reader: FieldReader): boolean {
  return reader.rest >= 3 && (reader.bytes[reader.at]! > 0 || sizeAhead(reader) === 0)
}

function acknowledged(reader: FieldReader): string {
  const identifier = reader.number('Packet Identifier', 2)
  if (reader.rest > 0) reader.hex('Reason Code', 1)
  if (reader.rest > 0) reader.hex('Properties', reader.rest)
  return String(identifier)
}

function connectionAcknowledged(reader: FieldReader): string {
  const flags = reader.number('Session Present', 1)
  reader.expect(flags < 2)
  const code = reader.number('Return Code', 1)
  if (reader.rest > 0) properties(reader)
  return String(code)
}

function plain(reader: FieldReader): string {
  if (reader.rest > 0) reader.hex('Data', reader.rest)
  return ''
}

function suback(reader: FieldReader): string {
  const identifier = reader.number('Packet Identifier', 2)
  if (reader.rest > 0) reader.hex('Return Codes', reader.rest)
  return String(identifier)
}

function body(reader: FieldReader, type: number, flags: number): string {
  if (type === 1) return connect(reader)
  if (type === 2) return connectionAcknowledged(reader)
  if (type === publish) return published(reader, flags)
  if (type >= 4 && type <= 7) return acknowledged(reader)
  if (type === 8 || type === 10) return topicFilters(reader, type === 8)
  if (type === 9 || type === 11) return suback(reader)
  reader.expect(reader.rest === 0 || type >= 14)
  return plain(reader)
}

function readPacket(reader: FieldReader): void {
  const type = (reader.bytes[reader.at] ?? 0) >> 4
  const flags = (reader.bytes[reader.at] ?? 0) & 15
  const [name, wanted] = packets[type]!
  reader.expect(name !== '' && (wanted < 0 || wanted === flags))
  reader.group(name, () => {
    let summary = ''
    reader.number('Packet Type', 1, () => (type === publish ? `${name} ${publishFlags(flags)}` : name))
    const length = variableLength(reader, 'Remaining Length')
    reader.within(length, () => {
      summary = body(reader, type, flags)
    })
    return summary
  })
}

function publishFlags(flags: number): string {
  return [`QoS ${(flags >> 1) & 3}`, flags & 8 ? 'DUP' : '', flags & 1 ? 'RETAIN' : '']
    .filter(Boolean)
    .join(' ')
}

/** MQTT 3.1, 3.1.1 and 5.0, one or several whole packets. */
export const mqttDecoder: Decoder = {
  id: 'mqtt',
  name: 'MQTT',
  decode: (bytes) =>
    readFields(bytes, (reader) => {
      while (reader.rest > 0) readPacket(reader)
    }),
}
