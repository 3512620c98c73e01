import fc from 'fast-check'
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportTask } from '../../src/main/engine/import/import-protocol'
import { runImport } from '../../src/main/engine/import/import-run'
import { toFailure } from '../../src/shared/contract/errors'
import {
  client,
  ethernet,
  fragmentOf,
  pcapFile,
  pcapngFile,
  server,
  tcpPacket,
  udpPacket,
  type PacketEnd,
  type TimedFrame,
} from '../support/packet-bytes'
import { readAll, type ReadRecord } from '../support/recorded-capture'

let folder: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-import-')))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const start = 1_700_000_000_123_456_000n
const timed = (frames: readonly Buffer[], from?: number): TimedFrame[] =>
  frames.map((frame, index) => ({
    at: start + BigInt(index) * 1_000_000n,
    frame,
    ...(from === undefined ? {} : { from }),
  }))

/** A whole conversation: handshake, `GET` and its answer, and the end of both sides. */
function conversation(from: PacketEnd = client, to: PacketEnd = server): Buffer[] {
  const [a, b] = [1_000, 0xffff_fffe]
  return [
    tcpPacket(from, to, { sequence: a, flags: 'S' }),
    tcpPacket(to, from, { sequence: b, acknowledged: a + 1, flags: 'S' }),
    tcpPacket(from, to, { sequence: a + 1, acknowledged: b + 1, data: Buffer.from('GET') }),
    tcpPacket(to, from, { sequence: b + 1, acknowledged: a + 4, data: Buffer.from('200 OK') }),
    tcpPacket(to, from, { sequence: b + 1, acknowledged: a + 4, data: Buffer.from('200 OK') }),
    tcpPacket(to, from, { sequence: b + 7, acknowledged: a + 4, flags: 'F' }),
    tcpPacket(from, to, { sequence: a + 4, acknowledged: b + 8, flags: 'F' }),
    tcpPacket(to, from, { sequence: b + 8, acknowledged: a + 5 }),
  ]
}

async function importFile(bytes: Buffer, name = 'lab.pcap', more: Partial<ImportTask> = {}) {
  const source = join(folder, name)
  await writeFile(source, bytes)
  const into = await mkdtemp(join(folder, 'into-'))
  const outcome = await runImport(
    { source, name, folder: into, engineVersion: '0.1.0', rolloverBytes: 2 ** 32, ...more },
    () => undefined,
  )
  const names = (await readdir(into)).sort()
  return { outcome, names, capture: join(into, names[0]!), records: await readAll(join(into, names[0]!)) }
}

const eventOf = (record: ReadRecord) => JSON.parse(record.content) as Record<string, unknown>
const inWords = (records: readonly ReadRecord[]) =>
  records.map((record) =>
    record.kind === 'event'
      ? `#${record.peer} ${String(eventOf(record)['event'])}`
      : `#${record.peer} ${record.direction} ${Buffer.from(record.content, 'hex').toString()}`,
  )

const told = [
  '#0 started',
  '#1 accepted',
  '#1 in GET',
  '#1 out 200 OK',
  '#1 end-sent',
  '#1 end-received',
  '#1 closed',
  '#0 imported',
]

describe('importing a packet file', () => {
  it.each([
    { little: true, nanoseconds: false },
    { little: false, nanoseconds: false },
    { little: true, nanoseconds: true },
    { little: false, nanoseconds: true },
  ])('reads pcap, little endian $little, nanoseconds $nanoseconds', async (how) => {
    const frames = conversation().map((packet) => ethernet(packet))
    const { records, outcome } = await importFile(pcapFile(1, timed(frames), how))
    expect(inWords(records)).toEqual(told)
    expect(records[2]!.time).toBe(Number(start / 1_000n) + 2_000)
    expect(eventOf(records[1]!)).toEqual({
      event: 'accepted',
      local: { address: '10.0.0.1', port: 80 },
      remote: { address: '10.0.0.2', port: 40_000 },
    })
    expect(eventOf(records[6]!)).toMatchObject({
      end: { by: 'us', how: 'close' },
      receivedBytes: 3,
      sentBytes: 6,
    })
    expect(outcome).toEqual({
      totals: { packets: 8, skipped: 0, peers: 1, messages: 2, bytes: 9 },
      note: null,
    })
  })

  const address6 = (last: number) => [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), last]
  const links: readonly [string, number, (packet: Buffer) => Buffer][] = [
    ['raw IP', 101, (packet) => packet],
    ['one VLAN tag', 1, (packet) => ethernet(packet, 0x8100)],
    ['two VLAN tags', 1, (packet) => ethernet(packet, 0x88a8, 0x8100)],
    ['BSD loopback', 0, (packet) => Buffer.concat([Buffer.from([2, 0, 0, 0]), packet])],
    ['OpenBSD loopback', 108, (packet) => Buffer.concat([Buffer.from([0, 0, 0, 2]), packet])],
    ['Linux cooked v1', 113, (packet) => Buffer.concat([Buffer.alloc(14), etherType(packet), packet])],
    ['Linux cooked v2', 276, (packet) => Buffer.concat([etherType(packet), Buffer.alloc(18), packet])],
  ]
  const etherType = (packet: Buffer) => Buffer.from(packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [8, 0])

  it.each(links)('takes %s off, around IPv4 and IPv6', async (_, linkType, frame) => {
    const four = conversation().map(frame)
    expect(inWords((await importFile(pcapFile(linkType, timed(four)))).records)).toEqual(told)
    const six = conversation({ ...client, address: address6(2) }, { ...server, address: address6(1) }).map(
      frame,
    )
    const { records } = await importFile(pcapFile(linkType, timed(six)))
    expect(inWords(records)).toEqual(told)
    expect(eventOf(records[1]!)['remote']).toEqual({ address: '2001:db8::2', port: 40_000 })
  })

  it.each([true, false])(
    'reads pcapng with several interfaces and clocks, little endian %s',
    async (little) => {
      const other = conversation({ ...client, port: 40_001 })
      const frames = conversation().flatMap((packet, index) => [
        { at: start + BigInt(index) * 2_000_000n, frame: ethernet(packet), from: 0 },
        { at: start + BigInt(index) * 2_000_000n + 1_000_000n, frame: other[index]!, from: 1 },
      ])
      const interfaces = [
        { linkType: 1, resolution: 9 },
        { linkType: 101, resolution: 6 },
      ]
      const { records } = await importFile(pcapngFile(interfaces, frames, little), 'lab.pcapng')
      const of = (peer: number) => inWords(records.filter((record) => record.peer === peer))
      expect(of(1)).toEqual(told.slice(1, -1))
      expect(of(2)).toEqual(told.slice(1, -1).map((line) => line.replace('#1', '#2')))
      expect(records[1]!.time).toBe(Number(start / 1_000n) + 2_000)
      const binary = pcapngFile([{ linkType: 101, resolution: 0x80 | 20 }], timed(conversation()))
      const { time } = (await importFile(binary)).records[2]!
      expect(Math.abs(time - Number(start / 1_000n) - 2_000)).toBeLessThan(2)
    },
  )

  it('makes a peer of each UDP conversation, with the addresses of both sides', async () => {
    const dns: PacketEnd = { address: [10, 0, 0, 53], port: 53 }
    const frames = [
      udpPacket(client, dns, Buffer.from('who?')),
      udpPacket(dns, client, Buffer.from('me')),
      udpPacket(server, dns, Buffer.alloc(0)),
    ]
    const { records } = await importFile(pcapFile(101, timed(frames)))
    expect(inWords(records)).toEqual([
      '#0 started',
      '#1 peer-appeared',
      '#1 in who?',
      '#1 out me',
      '#2 peer-appeared',
      '#2 in ',
      '#0 imported',
    ])
    expect(eventOf(records[1]!)['local']).toEqual({ address: '10.0.0.53', port: 53 })
  })

  it('tells gaps, refused connections, resets and what was left out', async () => {
    const syn = { sequence: 5, flags: 'S' }
    const late = { ...client, port: 40_009 }
    const frames = [
      tcpPacket(late, server, syn),
      tcpPacket(server, late, { sequence: 0, acknowledged: 6, flags: 'R' }),
      ...conversation().slice(0, 2),
      tcpPacket(client, server, { sequence: 1_011, acknowledged: 0xffff_ffff, data: Buffer.from('tail') }),
      tcpPacket(server, client, { sequence: 0xffff_ffff, acknowledged: 1_015, flags: 'R' }),
      fragmentOf(udpPacket(client, server, Buffer.alloc(100)), 0, 64),
      Buffer.from([0x45, 0, 0]),
    ]
    const { records, outcome } = await importFile(pcapFile(101, timed(frames)))
    expect(inWords(records)).toEqual([
      '#0 started',
      '#0 connect-failed',
      '#1 accepted',
      '#1 stream-gap',
      '#1 in tail',
      '#1 closed',
      '#0 imported',
    ])
    expect(eventOf(records[3]!)).toEqual({ event: 'stream-gap', direction: 'in', bytes: 10 })
    expect(eventOf(records[5]!)['end']).toEqual({ by: 'us', how: 'reset' })
    expect(eventOf(records[6]!)['skipped']).toEqual([
      { why: 'broken', packets: 1 },
      { why: 'fragment', packets: 1 },
    ])
    expect(outcome.totals.skipped).toBe(2)
  })

  it('goes on in further folders, each with the times of its packets', async () => {
    const frames = Array.from({ length: 200 }, (_, count) =>
      udpPacket(client, server, Buffer.alloc(100, count)),
    )
    const { names, records } = await importFile(pcapFile(101, timed(frames)), 'many.pcap', {
      rolloverBytes: 4_096,
    })
    expect(names.length).toBeGreaterThan(3)
    expect(records.filter(({ kind }) => kind === 'message')).toHaveLength(200)
    expect(records.map(({ record }) => record)).toEqual(records.map((_, index) => index + 1))
  })

  it('imports what is before the place where a file is cut, or says why not', async () => {
    const frames = timed(conversation())
    const files = [pcapFile(101, frames), pcapngFile([{ linkType: 101, resolution: 9 }], frames)]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(2_000), async (file, at) => {
        const cut = file.subarray(0, Math.min(at, file.length - 1))
        const result = await importFile(cut).catch((thrown: unknown) => toFailure(thrown))
        if ('code' in result) expect(['E_IMPORT_FORMAT', 'E_IMPORT_EMPTY']).toContain(result.code)
        else {
          // A connection whose answer was cut off has not come about.
          const lines = inWords(result.records).filter((line) => line !== '#0 connect-failed')
          expect(lines.pop()).toBe('#0 imported')
          expect(told.slice(0, lines.length)).toEqual(lines)
          if (result.outcome.note) {
            expect(result.outcome.note.code).toBe('E_IMPORT_FORMAT')
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('survives any bytes', async () => {
    const file = pcapngFile(
      [{ linkType: 1, resolution: 6 }],
      timed(conversation().map((one) => ethernet(one))),
    )
    const change = fc.record({ at: fc.nat(file.length - 1), byte: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const damaged = Buffer.from(file)
        for (const { at, byte } of changes) damaged[at] = byte
        const result = await importFile(damaged).catch((thrown: unknown) => toFailure(thrown))
        if ('code' in result) expect(['E_IMPORT_FORMAT', 'E_IMPORT_EMPTY']).toContain(result.code)
        else expect(inWords(result.records).at(-1)).toBe('#0 imported')
      }),
      { numRuns: 80 },
    )
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'E_IMPORT_FORMAT'],
    ['another format', Buffer.from('Time,Source\n1,2\n'), 'E_IMPORT_FORMAT'],
    ['a compressed file', Buffer.from('1f8b080000000000', 'hex'), 'E_IMPORT_FORMAT'],
    ['no packets', pcapFile(1, []), 'E_IMPORT_EMPTY'],
    ['an unknown link type', pcapFile(147, timed(conversation())), 'E_IMPORT_EMPTY'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(importFile(bytes)).rejects.toMatchObject({ code })
  })

  it('refuses what cannot be read', async () => {
    const task = { source: folder, name: 'none', folder, engineVersion: '0', rolloverBytes: 2 ** 32 }
    await expect(runImport(task, () => undefined)).rejects.toMatchObject({ code: 'E_IMPORT_READ' })
    const missing = { ...task, source: join(folder, 'none.pcap') }
    await expect(runImport(missing, () => undefined)).rejects.toMatchObject({ code: 'E_IMPORT_READ' })
  })
})
