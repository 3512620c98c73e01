import type { Decoder } from './decoder'
import { readFields, type FieldReader } from './field-reader'
import { fieldText } from './field-text'

/** Types that are met often (IANA, "Domain Name System Parameters"). */
const types: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  64: 'SVCB',
  65: 'HTTPS',
  252: 'AXFR',
  255: 'ANY',
  257: 'CAA',
}
const opcodes: Readonly<Record<number, string>> = {
  0: 'QUERY',
  1: 'IQUERY',
  2: 'STATUS',
  4: 'NOTIFY',
  5: 'UPDATE',
}
const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
const flagBits = [
  [0x0400, 'AA'],
  [0x0200, 'TC'],
  [0x0100, 'RD'],
  [0x0080, 'RA'],
  [0x0020, 'AD'],
  [0x0010, 'CD'],
] as const

const typeName = (type: number) => types[type] ?? `TYPE${type}`
/** The top bit is mDNS's: "unicast answer wanted" in a question, "flush the cache" in a record (RFC 6762). */
const className = (value: number) => {
  const base = value & 0x7fff
  return base === 1 ? 'IN' : base === 255 ? 'ANY' : `CLASS${base}`
}

/** The labels from `start`; pointers may only lead backwards, so that following them ends (RFC 1035, 4.1.4). */
function readLabels(reader: FieldReader, base: number, start: number): { name: string; next: number } {
  const labels: string[] = []
  let at = start
  let next = -1
  let length = 0
  for (let lowest = start; ;) {
    const size = reader.bytes[at]
    reader.expect(size !== undefined && at < reader.end)
    if (size! >= 0xc0) {
      reader.expect(at + 1 < reader.end)
      const target = base + (((size! & 0x3f) << 8) | reader.bytes[at + 1]!)
      if (next < 0) next = at + 2
      reader.expect(target < lowest && target >= base)
      lowest = at = target
      continue
    }
    length += size! + 1
    reader.expect(size! < 64 && length <= 255 && at + 1 + size! <= reader.end)
    if (size === 0)
      return { name: labels.length > 0 ? labels.join('.') : '.', next: next < 0 ? at + 1 : next }
    labels.push(fieldText(reader.bytes, at + 1, at + 1 + size!))
    at += 1 + size!
  }
}

function nameField(reader: FieldReader, base: number, title = 'Name'): string {
  const from = reader.at
  const { name, next } = readLabels(reader, base, from)
  reader.at = next
  reader.expect(reader.at <= reader.end)
  reader.add(title, name, from)
  return name
}

function ipv4(reader: FieldReader): void {
  const from = reader.at
  reader.expect(reader.rest === 4)
  reader.at += 4
  reader.add('Address', Array.from(reader.bytes.subarray(from, reader.at)).join('.'), from)
}

function ipv6(reader: FieldReader): void {
  const from = reader.at
  reader.expect(reader.rest === 16)
  reader.at += 16
  const groups = Array.from({ length: 8 }, (_, index) =>
    (reader.bytes[from + 2 * index]! * 256 + reader.bytes[from + 2 * index + 1]!).toString(16),
  )
  reader.add('Address', shortIpv6(groups), from)
}

/** The longest run of two or more zero groups becomes `::` (RFC 5952). */
function shortIpv6(groups: readonly string[]): string {
  const runs = groups.join(':').match(/\b0(?::0)+\b/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return groups.join(':')
  const whole = groups.join(':')
  const at = whole.search(new RegExp(`\\b${longest}\\b`))
  const head = whole.slice(0, at).replace(/:$/, '')
  return `${head}::${whole.slice(at + longest.length).replace(/^:/, '')}`
}

function texts(reader: FieldReader): void {
  while (reader.rest > 0) reader.text('Text', reader.number('Length', 1))
}

function authority(reader: FieldReader, base: number): void {
  nameField(reader, base, 'Primary')
  nameField(reader, base, 'Mailbox')
  for (const title of ['Serial', 'Refresh', 'Retry', 'Expire', 'Minimum']) reader.number(title, 4)
}

function service(reader: FieldReader, base: number): void {
  for (const title of ['Priority', 'Weight', 'Port']) reader.number(title, 2)
  nameField(reader, base, 'Target')
}

function recordData(reader: FieldReader, base: number, type: number): void {
  if (type === 1) ipv4(reader)
  else if (type === 28) ipv6(reader)
  else if (type === 2 || type === 5 || type === 12) nameField(reader, base, 'Target')
  else if (type === 15) {
    reader.number('Preference', 2)
    nameField(reader, base, 'Exchange')
  } else if (type === 16) texts(reader)
  else if (type === 33) service(reader, base)
  else if (type === 6) authority(reader, base)
  else if (reader.rest > 0) reader.hex('Data', reader.rest)
}

function question(reader: FieldReader, base: number): void {
  reader.group('Question', () => {
    const name = nameField(reader, base)
    const type = reader.number('Type', 2, typeName)
    reader.number('Class', 2, className)
    return `${name} ${typeName(type)}`
  })
}

function resource(reader: FieldReader, base: number, section: string): void {
  reader.group(section, () => {
    const name = nameField(reader, base)
    const type = reader.number('Type', 2, typeName)
    // EDNS puts the size of a datagram here (RFC 6891).
    if (type === 41) reader.number('UDP Payload Size', 2)
    else reader.number('Class', 2, className)
    reader.number('TTL', 4)
    const length = reader.number('Data Length', 2)
    reader.within(length, () => recordData(reader, base, type))
    return `${name} ${typeName(type)}`
  })
}

function flagWords(flags: number): string {
  const opcode = (flags >> 11) & 15
  const code = flags & 15
  const words = [flags & 0x8000 ? 'response' : 'query']
  if (opcode > 0) words.push(opcodes[opcode] ?? `OPCODE${opcode}`)
  words.push(...flagBits.filter(([bit]) => flags & bit).map(([, name]) => name))
  if (flags & 0x8000) words.push(responseCodes[code] ?? `RCODE${code}`)
  return words.join(' ')
}

function readMessage(reader: FieldReader): void {
  const base = reader.at
  reader.number('ID', 2)
  const flags = reader.number('Flags', 2, flagWords)
  reader.expect((flags & 0x0040) === 0 && opcodes[(flags >> 11) & 15] !== undefined)
  const counts = ['Questions', 'Answers', 'Authorities', 'Additionals'].map((name) => reader.number(name, 2))
  reader.expect(counts.some((count) => count > 0))
  for (let index = 0; index < counts[0]!; index++) question(reader, base)
  for (const [index, section] of ['Answer', 'Authority', 'Additional'].entries()) {
    for (let done = 0; done < counts[index + 1]!; done++) resource(reader, base, section)
  }
}

/** Over TCP a length of two bytes stands before each message (RFC 1035, 4.2.2). */
function readStream(reader: FieldReader): void {
  while (reader.rest > 0) {
    reader.group('Message', () => {
      const length = reader.number('Length', 2)
      reader.within(length, () => readMessage(reader))
      return ''
    })
  }
}

/** DNS and mDNS (RFC 1035, RFC 6762), as datagrams and as a TCP stream. */
export const dnsDecoder: Decoder = {
  id: 'dns',
  name: 'DNS',
  decode: (bytes) => readFields(bytes, readMessage) ?? readFields(bytes, readStream),
}
