import fc from 'fast-check'
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runImport } from '../../src/main/engine/import/import-run'
import { isInstalled, outputOf } from '../support/installed-tool'
import {
  client,
  fragmentOf,
  fragmentsOf,
  pcapFile,
  server,
  tcpPacket,
  udpPacket,
  type PacketEnd,
} from '../support/packet-bytes'
import { readAll } from '../support/recorded-capture'

let folder: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-fragments-')))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const client6: PacketEnd = { address: [0xfd, ...Array<number>(14).fill(0), 1], port: 5_000 }
const server6: PacketEnd = { address: [0xfd, ...Array<number>(14).fill(0), 2], port: 6_000 }
const data = Buffer.from(Array.from({ length: 3_000 }, (_, index) => index % 251))
const packet4 = udpPacket(client, server, data)
const packet6 = udpPacket(client6, server6, data)
/** UDP header and data. */
const whole = 3_008

/** Imports packets that come `apart` µs after one another; gives the messages and what was left out. */
async function imported(packets: readonly Buffer[], apart = 1_000) {
  const source = join(folder, 'lab.pcap')
  const frames = packets.map((frame, index) => ({ at: BigInt(index * apart) * 1_000n, frame }))
  await writeFile(source, pcapFile(101, frames))
  const into = await mkdtemp(join(folder, 'into-'))
  const task = { source, name: 'lab.pcap', folder: into, engineVersion: '0', rolloverBytes: 2 ** 32 }
  await runImport(task, () => undefined)
  const records = await readAll(join(into, (await readdir(into))[0]!))
  const last = JSON.parse(records.at(-1)!.content) as { skipped: readonly unknown[] }
  const messages = records.flatMap(({ kind, content }) =>
    kind === 'message' ? Buffer.from(content, 'hex') : [],
  )
  return { messages, skipped: last.skipped }
}

/** So that there is always something to import. */
const other = udpPacket(client, { ...server, port: 99 }, Buffer.from('other'))

describe('fragments of an IP packet', () => {
  it.each([
    ['IPv4', packet4],
    ['IPv6', packet6],
  ])('of %s come together in any order', async (_, packet) => {
    const parts = fragmentsOf(packet, [800, 1_600, 2_400, whole])
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(parts, { minLength: 4 }), async (shuffled) => {
        const { messages, skipped } = await imported([...shuffled, ...shuffled.slice(0, 1), other])
        expect(messages.map((message) => message.equals(data))).toEqual([true, false])
        // The copy of the first begins a packet of its own, which nothing completes.
        expect(skipped).toEqual([{ why: 'fragment', packets: 1 }])
      }),
      { numRuns: 8 },
    )
  })

  it('of several packets at once are told apart', async () => {
    const second = udpPacket(client, server, Buffer.from(data).reverse())
    const [a, b] = [fragmentsOf(packet4, [1_600, whole], 1), fragmentsOf(second, [1_600, whole], 2)]
    const { messages } = await imported([a[0]!, b[1]!, b[0]!, a[1]!])
    expect(messages.map((message) => message[0])).toEqual([data.at(-1), data[0]])
  })

  it('of TCP are put in their stream', async () => {
    const segment = tcpPacket(client, server, { sequence: 1, acknowledged: 1, data })
    const { messages } = await imported(fragmentsOf(segment, [1_480, 3_020]).reverse())
    expect(Buffer.concat(messages).equals(data)).toBe(true)
  })

  it('are left out, and told, where one is missing or comes too late', async () => {
    const [first, second, third] = fragmentsOf(packet6, [800, 1_600, whole])
    const missing = await imported([first!, third!, other])
    expect(missing.skipped).toEqual([{ why: 'fragment', packets: 2 }])
    const late = await imported([first!, second!, other, third!], 31_000_000)
    expect(late.messages.map(String)).toEqual(['other'])
    expect(late.skipped).toEqual([{ why: 'fragment', packets: 3 }])
  })

  it('of IPv6 that overlap are left out, those that follow too (RFC 5722)', async () => {
    const parts = [
      fragmentOf(packet6, 0, 1_600),
      fragmentOf(packet6, 800, 2_400),
      fragmentOf(packet6, 2_400, whole),
    ]
    const { messages, skipped } = await imported([...parts, other])
    expect(messages.map(String)).toEqual(['other'])
    expect(skipped).toEqual([{ why: 'fragment-overlap', packets: 3 }])
  })

  it('of IPv6 that come twice are no overlap', async () => {
    const [first, second] = fragmentsOf(packet6, [800, whole])
    const { messages, skipped } = await imported([first!, first!, second!])
    expect(messages.map((message) => message.equals(data))).toEqual([true])
    expect(skipped).toEqual([])
  })

  it('of IPv4 that overlap: the later ones count (RFC 791)', async () => {
    const changed = Buffer.from(packet4)
    changed.fill(0xee, 20 + 1_000)
    const parts = [
      fragmentOf(packet4, 0, 1_600),
      fragmentOf(changed, 800, 2_400),
      fragmentOf(packet4, 2_400, whole),
    ]
    const { messages } = await imported(parts)
    const wanted = Buffer.from(data).fill(0xee, 992, 2_392)
    expect(messages[0]!.equals(wanted)).toBe(true)
  })

  it('with impossible places are left out', async () => {
    const ragged = fragmentOf(packet4, 0, 801)
    const beyond = fragmentOf(packet4, 0, 800)
    beyond.writeUInt16BE(0x2000 | 0x1fff, 6)
    const { skipped } = await imported([ragged, beyond, other])
    expect(skipped).toEqual([{ why: 'broken', packets: 2 }])
  })

  it.skipIf(!isInstalled('tshark'))(
    'are put together as tshark does (skipped where it is not installed)',
    async () => {
      await imported([
        ...fragmentsOf(packet4, [800, 1_600, whole]).reverse(),
        ...fragmentsOf(packet6, [1_232, whole]),
      ])
      const payloads = outputOf('tshark', [
        '-r',
        join(folder, 'lab.pcap'),
        '-Tfields',
        '-eudp.payload',
      ]).toString()
      expect(payloads.split('\n').filter((line) => line === data.toString('hex'))).toHaveLength(2)
    },
  )
})
