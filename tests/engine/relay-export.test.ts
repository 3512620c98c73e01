import { describe, expect, it } from 'vitest'
import { pcapngFormat } from '../../src/main/engine/query/formats/pcapng/pcapng-format'
import type { ExportedRecord } from '../../src/main/engine/query/formats/exported-record'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'
import { recordFlags, type Cause } from '../../src/shared/capture/record'

const at = (port: number) => ({ address: '127.0.0.1', port })
const ends = { appeared: 'accepted', local: at(9_001), remote: at(50_000) } as const
let number = 0

function message(direction: 'in' | 'out', text: string, flags = 0, cause: Cause = 'none'): ExportedRecord {
  const data = Buffer.from(text)
  number += 1
  return {
    facts: {
      record: number,
      time: 1_700_000_000_000_000 + number,
      kind: 'message',
      direction,
      peer: 1,
      length: data.length,
      flags,
      cause,
      link: flags & recordFlags.altered ? 1 : 0,
    },
    address: '127.0.0.1:50000',
    ends,
    data,
    offset: 0,
    pass: 0,
    goesOn: false,
    event: null,
    note: null,
  }
}

function event(facts: CaptureEvent): ExportedRecord {
  const record = message('in', '')
  return { ...record, facts: { ...record.facts, kind: 'event', direction: 'none' }, event: facts }
}

/** The payload of all TCP segments from one port to another, joined. */
function conversation(file: Uint8Array, from: number, to: number): string {
  const bytes = Buffer.from(file)
  let text = ''
  for (let block = 0; block < bytes.length; block += bytes.readUInt32LE(block + 4)) {
    if (bytes.readUInt32LE(block) !== 6) continue
    const packet = bytes.subarray(block + 28, block + 28 + bytes.readUInt32LE(block + 20))
    if (packet.readUInt16BE(20) !== from || packet.readUInt16BE(22) !== to) continue
    text += packet.subarray(20 + (packet[32]! >> 4) * 4).toString()
  }
  return text
}

/** From, to and payload of each UDP packet. */
function datagrams(file: Uint8Array): [from: number, to: number, text: string][] {
  const bytes = Buffer.from(file)
  const found: [number, number, string][] = []
  for (let block = 0; block < bytes.length; block += bytes.readUInt32LE(block + 4)) {
    if (bytes.readUInt32LE(block) !== 6) continue
    const packet = bytes.subarray(block + 28, block + 28 + bytes.readUInt32LE(block + 20))
    if (packet[9] !== 17) continue
    found.push([packet.readUInt16BE(20), packet.readUInt16BE(22), packet.subarray(28).toString()])
  }
  return found
}

function writerOf(name: string, kind: 'relay' | 'tcp-server') {
  return pcapngFormat({
    capture: name,
    endpoint: { name, kind },
    encoding: 'utf-8',
    filter: '',
    options: { direction: 'both', peers: 'one-file', offsets: 'stream' } as never,
  })
}

describe('a relay as pcapng', () => {
  it('has the first datagram of a client, which comes before its socket to the target, on both legs', () => {
    const writer = writerOf('relay', 'relay')
    const ofUdp = (record: ExportedRecord): ExportedRecord => ({
      ...record,
      ends: { appeared: 'peer-appeared', local: at(9_001), remote: at(50_000) },
    })
    const file = Buffer.concat([
      writer.begin(),
      writer.records(
        [
          event({ event: 'peer-appeared', leg: 'client', remote: at(50_000) }),
          message('in', 'question'),
          event({ event: 'connected', leg: 'target', local: at(60_000), remote: at(9_000) }),
          message('out', 'answer'),
        ].map(ofUdp),
      ),
      writer.end(),
    ])
    expect(datagrams(file)).toEqual([
      [50_000, 9_001, 'question'],
      [60_000, 9_000, 'question'],
      [9_000, 60_000, 'answer'],
      [9_001, 50_000, 'answer'],
    ])
  })

  it('is one conversation per leg: as it came on one, as it went on on the other', () => {
    const writer = writerOf('relay', 'relay')
    const { altered, dropped } = recordFlags
    const file = Buffer.concat([
      writer.begin(),
      writer.records([
        event({ event: 'accepted', leg: 'client', local: at(9_001), remote: at(50_000) }),
        event({ event: 'connected', leg: 'target', local: at(60_000), remote: at(9_000) }),
        message('in', 'secret '),
        message('in', 'public ', altered, 'rewrite:swap'),
        message('in', 'lost ', dropped, 'fault:drop'),
        message('in', 'twice '),
        message('in', 'twice ', altered, 'fault:duplicate'),
        message('out', 'answer'),
        message('out', ' by rule', 0, 'rule:own'),
      ]),
      writer.end(),
    ])
    expect(conversation(file, 50_000, 9_001)).toBe('secret lost twice ')
    expect(conversation(file, 60_000, 9_000)).toBe('public twice twice ')
    expect(conversation(file, 9_000, 60_000)).toBe('answer')
    expect(conversation(file, 9_001, 50_000)).toBe('answer by rule')
  })
})

describe('an endpoint with faults as pcapng', () => {
  it('has what left after them, and what came before them', () => {
    const writer = writerOf('faulty', 'tcp-server')
    const { altered, dropped } = recordFlags
    const file = Buffer.concat([
      writer.begin(),
      writer.records([
        event({ event: 'faults-on', faults: 'corrupt=1%' }),
        event({ event: 'accepted', local: at(9_001), remote: at(50_000) }),
        message('in', 'asked '),
        message('in', 'bsked ', altered, 'fault:corrupt'),
        message('out', 'whole '),
        message('out', 'spoilt '),
        message('out', 'sp?ilt ', altered, 'fault:corrupt'),
        message('out', 'lost ', dropped, 'fault:drop'),
        message('out', 'last '),
      ]),
      writer.end(),
    ])
    expect(conversation(file, 50_000, 9_001)).toBe('asked ')
    expect(conversation(file, 9_001, 50_000)).toBe('whole sp?ilt last ')
  })
})
