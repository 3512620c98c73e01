import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'
import type { PeerEnd } from '../../src/shared/endpoints/endpoint-status'
import { exportToFile, type WantedExport } from '../support/export-to-file'
import { isInstalled, outputOf } from '../support/installed-tool'
import { readPcapng, type ReadPacket, type ReadPcapng } from '../support/pcapng-reader'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-pcapng-'))
const local = { address: '127.0.0.1', port: 9_000 }
const flags = { fin: 1, syn: 2, rst: 4, ack: 16 }
const captures: WrittenCapture[] = []
let service: QueryService
let session: HeardSession

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
})
afterAll(async () => {
  await service.close()
  captures.forEach((capture) => capture.close())
  rmSync(folder, { recursive: true })
})

function written(records: Iterable<SampleRecord>, kind?: 'tcp-client' | 'udp'): WrittenCapture {
  const capture = new WrittenCapture(folder, `sample-${captures.length}`, 1, 1, kind)
  capture.append(records)
  captures.push(capture)
  return capture
}

async function exported(capture: WrittenCapture, wanted: WantedExport = {}) {
  const file = await exportToFile(session, capture.folder, folder, 'pcapng', wanted)
  return { file, ...readPcapng(readFileSync(file)) }
}

const event = (peer: number, facts: CaptureEvent): SampleRecord => ({ peer, event: facts })
const into = (peer: number, data: Uint8Array): SampleRecord => ({ direction: 'in', peer, data })
const out = (peer: number, data: Uint8Array): SampleRecord => ({ direction: 'out', peer, data })
const accepted = (peer: number, port: number, address = '127.0.0.1') =>
  event(peer, { event: 'accepted', local: { ...local, address }, remote: { address, port } })
const closed = (peer: number, end: PeerEnd) =>
  event(peer, { event: 'closed', end, receivedBytes: 0, sentBytes: 0, durationMs: 1 })

const big = randomBytes(300_000)
/** Two connections that take turns; the first ends in order, the second is reset by the peer. */
const twoClients: readonly SampleRecord[] = [
  event(0, { event: 'started', kind: 'tcp-server', name: 'Gateway' }),
  event(0, { event: 'listening', local }),
  accepted(1, 40_001),
  into(1, Buffer.from('hello\n')),
  accepted(2, 40_002, '::1'),
  out(1, Buffer.from('welcome\r\n')),
  into(2, big),
  out(2, big.subarray(0, 100_001)),
  into(1, Buffer.from('x')),
  into(1, Buffer.from('y')),
  into(1, Buffer.from('z')),
  event(1, { event: 'end-received' }),
  out(1, Buffer.from('last words')),
  event(1, { event: 'end-sent' }),
  closed(1, { by: 'peer', how: 'close' }),
  closed(2, { by: 'peer', how: 'reset' }),
  event(0, { event: 'stopped' }),
]

/** The bytes that went from one side of a conversation to the other, by sequence numbers. */
function streamOf({ packets }: Pick<ReadPcapng, 'packets'>, from: string, to: string): Buffer {
  const own = packets.filter((packet) => packet.tcp && packet.from === from && packet.to === to)
  let next: number | null = null
  for (const { tcp, data } of own) {
    if (next !== null) expect(tcp!.sequence).toBe(next)
    const counted = tcp!.flags & (flags.syn | flags.fin) ? 1 : 0
    next = (tcp!.sequence + data.length + counted) >>> 0
  }
  return Buffer.concat(own.map(({ data }) => data))
}

/** Every acknowledgement names what the other side has sent so far, nothing else. */
function expectTrueAcknowledgements(packets: readonly ReadPacket[]): void {
  const next = new Map<string, number>()
  for (const { tcp, from, to, data } of packets) {
    if (!tcp) continue
    const theirs = next.get(`${to} ${from}`)
    if (tcp.flags & flags.ack && theirs !== undefined) expect(tcp.acknowledged).toBe(theirs)
    const counted = tcp.flags & (flags.syn | flags.fin) ? 1 : 0
    next.set(`${from} ${to}`, (tcp.sequence + data.length + counted) >>> 0)
  }
}

describe('a pcapng export of TCP', () => {
  it('has both streams of each connection with right sequence numbers, lengths and checksums', async () => {
    const capture = written(twoClients)
    const pcapng = await exported(capture)
    expect(pcapng.application).toMatch(/^Sockwright \d/)
    expect(pcapng.interfaces).toEqual([{ name: 'sample-0', linkType: 101, resolution: 6 }])
    const [one, two] = [
      '0000:0000:0000:0000:0000:0000:0000:0001:40002',
      '0000:0000:0000:0000:0000:0000:0000:0001:9000',
    ]
    expect(streamOf(pcapng, '127.0.0.1:40001', '127.0.0.1:9000').toString()).toBe('hello\nxyz')
    expect(streamOf(pcapng, '127.0.0.1:9000', '127.0.0.1:40001').toString()).toBe('welcome\r\nlast words')
    expect(streamOf(pcapng, one, two).equals(big)).toBe(true)
    expect(streamOf(pcapng, two, one).equals(big.subarray(0, 100_001))).toBe(true)
    expectTrueAcknowledgements(pcapng.packets)
    expect(Math.max(...pcapng.packets.map(({ length }) => length))).toBe(1_500)
    const hello = pcapng.packets.find(({ data }) => data.toString() === 'hello\n')
    expect(hello).toMatchObject({ time: capture.timeOf(4), way: 1 })
    expect(pcapng.packets.find(({ data }) => data.toString() === 'last words')).toMatchObject({ way: 2 })
  })

  it('begins and ends connections as recorded, with the events as comments', async () => {
    const { packets } = await exported(written(twoClients))
    const first = packets.filter(({ from, to }) => `${from}${to}`.includes(':40001'))
    expect(first.slice(0, 3).map(({ tcp, from }) => [tcp!.flags, from])).toEqual([
      [flags.syn, '127.0.0.1:40001'],
      [flags.syn | flags.ack, '127.0.0.1:9000'],
      [flags.ack, '127.0.0.1:40001'],
    ])
    expect(first[0]!.comments.map((comment) => comment.replace(/^\S+ /, ''))).toEqual([
      'started: TCP server “Gateway”',
      'listening on 127.0.0.1:9000',
      '#1 127.0.0.1:40001 accepted from 127.0.0.1:40001',
    ])
    const fins = first.filter(({ tcp }) => tcp!.flags & flags.fin)
    expect(fins.map(({ from }) => from)).toEqual(['127.0.0.1:40001', '127.0.0.1:9000'])
    expect(fins[0]!.comments.join()).toContain('FIN received')
    expect(first.at(-1)!.comments.join()).toContain('the peer closed')
    const last = packets.at(-1)!
    expect(last.tcp!.flags).toBe(flags.rst | flags.ack)
    expect(last.from).toMatch(/:40002$/)
    expect(last.comments.map((comment) => /ECONNRESET|stopped$/.exec(comment)?.[0])).toEqual([
      'ECONNRESET',
      'stopped',
    ])
  })

  it('starts a client’s connections from its own side', async () => {
    const remote = { address: '::ffff:10.0.0.7', port: 80 }
    const here = { address: '::ffff:10.0.0.1', port: 50_000 }
    const records = [
      event(1, { event: 'connected', local: here, remote }),
      out(1, Buffer.from('GET')),
      closed(1, { by: 'us', how: 'reset' }),
    ]
    const { packets } = await exported(written(records, 'tcp-client'))
    expect(packets[0]).toMatchObject({ from: '10.0.0.1:50000', to: '10.0.0.7:80', tcp: { flags: flags.syn } })
    expect(packets.at(-1)).toMatchObject({ from: '10.0.0.1:50000', tcp: { flags: flags.rst | flags.ack } })
  })

  it('goes on from the middle where a beginning is not in the export', async () => {
    const capture = written(twoClients)
    for (const wanted of [{ after: 5 }, { filter: 'dir:in' }, { filter: 'peer:1 dir:out' }]) {
      const pcapng = await exported(capture, wanted)
      expectTrueAcknowledgements(pcapng.packets)
      expect(pcapng.packets.some(({ tcp }) => tcp && tcp.flags & flags.syn)).toBe(false)
      expect(pcapng.packets[0]!.comments.join()).toContain('began before')
    }
    const received = await exported(capture, { filter: 'dir:in' })
    expect(streamOf(received, '127.0.0.1:40001', '127.0.0.1:9000').toString()).toBe('hello\nxyz')
    expect(received.comment).toContain('dir:in')
  })

  it('keeps connections between the same addresses and ports apart', async () => {
    const capture = written([
      accepted(1, 40_001),
      into(1, Buffer.from('one')),
      accepted(2, 40_001),
      into(2, Buffer.from('two')),
    ])
    const { packets } = await exported(capture, { filter: 'dir:in' })
    const syns = packets.filter(({ tcp }) => tcp!.flags === flags.syn)
    expect(syns).toHaveLength(1)
    expect(syns[0]!.comments.join()).toContain('not in this export')
    expect(packets.indexOf(syns[0]!)).toBeGreaterThan(
      packets.findIndex(({ data }) => data.toString() === 'one'),
    )
  })

  it('keeps events without a packet, and bytes that belong to nobody', async () => {
    const failed = Array.from({ length: 120 }, () => event(0, { event: 'accept-resumed' }))
    const { packets } = await exported(written(failed, 'tcp-client'))
    expect(packets.flatMap(({ comments }) => comments)).toHaveLength(120)
    const lost = { direction: 'in', peer: 0, data: big } as const
    const bearers = (await exported(written([lost]))).packets
    expect(Buffer.concat(bearers.map(({ data }) => data)).equals(big)).toBe(true)
    expect(bearers[0]!.comments.join()).toContain('unknown direction and peer')
    const strange = (await exported(written([into(7, Buffer.from('whose?'))]))).packets
    expect(strange[0]!.comments.join()).toContain('not in the capture')
  })
})

describe('a pcapng export of UDP', () => {
  const longest = randomBytes(65_507)
  const longestV6 = randomBytes(65_527)
  const remote = { address: '127.0.0.1', port: 5_001 }
  const remoteV6 = { address: '::1', port: 5_002 }
  const far = { address: '::ffff:192.168.1.20', port: 5_003 }
  const records = [
    event(0, { event: 'started', kind: 'udp', name: 'Meter' } as const),
    event(0, {
      event: 'bound',
      local: { address: '::', port: 7_000 },
      receiveBuffer: { wanted: 1, granted: 1 },
    }),
    event(1, { event: 'peer-appeared', remote }),
    into(1, longest),
    out(1, Buffer.alloc(0)),
    event(2, { event: 'peer-appeared', remote: remoteV6 }),
    into(2, longestV6),
    event(3, { event: 'peer-appeared', remote: far }),
    out(3, Buffer.from([1, 2, 3])),
  ]

  it('makes a datagram of each message between the right addresses', async () => {
    const { packets } = await exported(written(records, 'udp'))
    expect(packets.map(({ from, to, protocol }) => [from, to, protocol])).toEqual([
      ['127.0.0.1:5001', '127.0.0.1:7000', 17],
      ['127.0.0.1:7000', '127.0.0.1:5001', 17],
      ['0000:0000:0000:0000:0000:0000:0000:0001:5002', '0000:0000:0000:0000:0000:0000:0000:0001:7000', 17],
      ['0.0.0.0:7000', '192.168.1.20:5003', 17],
    ])
    expect(packets[0]!.data.equals(longest)).toBe(true)
    expect(packets[1]!.data).toHaveLength(0)
    expect(packets[2]!.data.equals(longestV6)).toBe(true)
    expect(packets[0]!.comments.map((comment) => comment.replace(/^\S+ /, ''))).toEqual([
      'started: UDP endpoint “Meter”',
      expect.stringContaining('bound to [::]:7000'),
      '#1 127.0.0.1:5001 first datagram with 127.0.0.1:5001',
    ])
  })

  it.skipIf(!isInstalled('tshark'))('is read by tshark (skipped where it is not installed)', async () => {
    const { file } = await exported(written(records, 'udp'))
    const rows = tshark(file, [
      '-o',
      'udp.check_checksum:TRUE',
      '-Tfields',
      '-eudp.length',
      '-eudp.checksum.status',
    ])
    expect(rows).toEqual(['65515\t1', '8\t1', '65535\t1', '11\t1'])
  })
})

describe('tshark', () => {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']

  it.skipIf(!isInstalled('tshark'))(
    'follows every stream to the exact bytes and warns of nothing (skipped where it is not installed)',
    async () => {
      const capture = written(twoClients)
      for (const filter of ['', 'dir:in', '-kind:event']) {
        const { file } = await exported(capture, { filter })
        const warnings =
          'tcp.analysis.flags || _ws.malformed || tcp.checksum.status != 1 || ip.checksum.status == 0'
        expect(tshark(file, [...checks, '-Y', warnings])).toEqual([])
      }
      const { file } = await exported(capture)
      expect(followed(file, 0)).toEqual({
        client: Buffer.from('hello\nxyz'),
        server: Buffer.from('welcome\r\nlast words'),
      })
      const second = followed(file, 1)
      expect(second.client.equals(big)).toBe(true)
      expect(second.server.equals(big.subarray(0, 100_001))).toBe(true)
      // SYN, SYN and ACK, ACK, data, and FIN or RST were all seen.
      const complete = tshark(file, ['-2', '-Tfields', '-etcp.stream', '-etcp.completeness'])
      expect([...new Set(complete)].sort()).toEqual(['0\t31', '1\t47'])
      expect(tshark(file, ['-Tfields', '-eframe.interface_name'])[0]).toMatch(/^sample-/)
      expect(tshark(file, ['-Y', 'frame.comment contains "FIN received"'])).toHaveLength(1)
    },
  )

  /** `follow,tcp,raw` prints the bytes of the server's side indented. */
  function followed(file: string, stream: number): { readonly client: Buffer; readonly server: Buffer } {
    const lines = outputOf('tshark', ['-r', file, '-q', '-z', `follow,tcp,raw,${stream}`])
      .toString()
      .split('\n')
      .filter((line) => /^\t?[0-9a-f]+$/.test(line))
    const side = (indented: boolean) =>
      Buffer.from(
        lines
          .filter((line) => line.startsWith('\t') === indented)
          .join('')
          .replaceAll('\t', ''),
        'hex',
      )
    return { client: side(false), server: side(true) }
  }
})

function tshark(file: string, args: readonly string[]): string[] {
  const text = outputOf('tshark', ['-r', file, ...args]).toString()
  return text.split('\n').filter((line) => line !== '')
}
