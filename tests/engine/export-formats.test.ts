import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { ExportFormat, ExportOptions } from '../../src/shared/contract/engine/export-calls'
import { exportToFile, type WantedExport } from '../support/export-to-file'
import { isInstalled, outputOf } from '../support/installed-tool'
import { readPcapng } from '../support/pcapng-reader'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-formats-'))
const remote = { address: '::1', port: 5_000 }
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
const messages = [
  Buffer.from('00 de ad be ef'),
  everyByte,
  Buffer.from('<script>alert("&")</script>'),
  Buffer.alloc(0),
  Buffer.from('000000: 41 42\n# I O\n'),
  Buffer.alloc(3 * 1024 * 1024 + 7, 'longer than a piece '),
]
const peers = [1, 2, 2, 2, 2, 1]
const isIn = (index: number) => index % 3 !== 1
const records: SampleRecord[] = [
  { peer: 0, event: { event: 'started', kind: 'tcp-server', name: '<b>& "Gateway"' } },
  { peer: 1, event: { event: 'peer-appeared', remote } },
  ...messages.map((data, index): SampleRecord => ({
    direction: isIn(index) ? 'in' : 'out',
    peer: peers[index]!,
    data,
  })),
]
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'formats')
  capture.append(records)
})
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

async function exported(format: ExportFormat, options: Partial<ExportOptions> = {}, more: WantedExport = {}) {
  return readFileSync(await exportToFile(session, capture.folder, folder, format, { ...more, options }))
}

const joined = (wanted: (index: number) => boolean) =>
  Buffer.concat(messages.filter((_, index) => wanted(index)))

describe('a raw export', () => {
  it('has the bytes of both directions or of one, in order', async () => {
    expect((await exported('raw')).equals(joined(() => true))).toBe(true)
    expect((await exported('raw', { direction: 'in' })).equals(joined(isIn))).toBe(true)
    expect((await exported('raw', { direction: 'out' })).equals(joined((index) => !isIn(index)))).toBe(true)
    const filtered = await exported('raw', { direction: 'in' }, { filter: 'peer:2' })
    expect(filtered.equals(joined((index) => isIn(index) && peers[index] === 2))).toBe(true)
  })

  it('has a file for each direction of each peer in an archive', async () => {
    const files = readTar(await exported('raw', { perPeer: true }))
    expect([...files.keys()]).toEqual(['peer-1-in.bin', 'peer-2-in.bin', 'peer-2-out.bin'])
    for (const [peer, inbound] of [
      [1, true],
      [2, true],
      [2, false],
    ] as const) {
      const bytes = files.get(`peer-${peer}-${inbound ? 'in' : 'out'}.bin`)!
      expect(bytes.equals(joined((index) => peers[index] === peer && isIn(index) === inbound))).toBe(true)
    }
    const one = readTar(await exported('raw', { perPeer: true, direction: 'out' }, { filter: 'len:<100' }))
    expect([...one.keys()]).toEqual(['peer-2-out.bin'])
    expect(one.get('peer-2-out.bin')!.equals(messages[4]!)).toBe(true)
    expect(readTar(await exported('raw', { perPeer: true }, { filter: 'kind:event' })).size).toBe(0)
  })

  it.skipIf(!isInstalled('tar'))(
    'makes an archive that tar lists (skipped where it is missing)',
    async () => {
      const listed = outputOf('tar', ['-tvf', '-'], await exported('raw', { perPeer: true })).toString()
      expect(listed).toMatch(/ 3145749 2025-06-15 .* peer-1-in\.bin/)
    },
  )
})

describe('a hex dump', () => {
  it.skipIf(!isInstalled('xxd'))('is reverted by xxd -r (skipped where it is not installed)', async () => {
    const dump = await exported('hexdump')
    expect(dump.toString()).toContain('# record 3 in #1 [::1]:5000 14 B 2025-06-15T15:06:40.003000Z\n')
    expect(outputOf('xxd', ['-r'], dump).equals(joined(() => true))).toBe(true)
  })

  it.skipIf(!isInstalled('text2pcap'))(
    'becomes a packet of each message with text2pcap (skipped where it is not installed)',
    async () => {
      const small = { filter: '-len:>1000' }
      const dump = await exportToFile(session, capture.folder, folder, 'hexdump', {
        ...small,
        options: { offsets: 'message' },
      })
      const target = path.join(folder, 'from-text.pcapng')
      outputOf('text2pcap', ['-q', '-D', '-t', 'ISO', '-l', '101', '-i', '253', dump, target])
      const { packets } = readPcapng(readFileSync(target))
      const kept = messages
        .map((data, index) => ({ data, index }))
        .filter(({ data }) => data.length > 0 && data.length < 1_000)
      expect(packets.map(({ data }) => data.toString('hex'))).toEqual(
        kept.map(({ data }) => data.toString('hex')),
      )
      expect(packets.map(({ way }) => way & 3)).toEqual(kept.map(({ index }) => (isIn(index) ? 1 : 2)))
      const stream = await exportToFile(session, capture.folder, folder, 'hexdump', small)
      outputOf('text2pcap', ['-q', '-l', '101', '-i', '253', stream, target])
      const all = Buffer.concat(readPcapng(readFileSync(target)).packets.map(({ data }) => data))
      expect(all.equals(Buffer.concat(kept.map(({ data }) => data)))).toBe(true)
    },
  )
})

describe('an HTML page', () => {
  it('escapes what came from the network and needs nothing else', async () => {
    const page = (await exported('html')).toString()
    expect(page).not.toMatch(/<script|<b>|src=|href=|url\(/)
    expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;')
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('prefers-color-scheme:dark')
    expect(page.match(/<tr class="(in|out|event \w+)">/g)).toHaveLength(records.length)
    expect(page).toContain('the first 65536 of 3145735 bytes')
    expect(page).toContain('00000010  10 11 12')
    expect(page.trimEnd().endsWith('</html>')).toBe(true)
    const opened = page.match(/<(td|tr|p|pre|details|bdi|table)\b/g)!.length
    expect(page.match(/<\/(td|tr|p|pre|details|bdi|table)>/g)).toHaveLength(opened)
  })

  it('says which filter it was made with', async () => {
    const page = (await exported('html', {}, { filter: 'text:"<b>"' })).toString()
    expect(page).toContain('<code>text:&quot;&lt;b&gt;&quot;</code>')
    expect(page).not.toContain('<b>')
  })
})

/** Files of a ustar archive by name. */
function readTar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  expect(archive.length % 512).toBe(0)
  expect(archive.subarray(-1_024).every((byte) => byte === 0)).toBe(true)
  for (let at = 0; archive[at] !== 0;) {
    const header = Buffer.from(archive.subarray(at, at + 512))
    const octal = (from: number, length: number) =>
      Number.parseInt(header.toString('latin1', from, from + length), 8)
    const [size, checksum] = [octal(124, 11), octal(148, 6)]
    header.fill(' ', 148, 156)
    expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(checksum)
    const name = header.toString('latin1', 0, header.indexOf(0))
    files.set(name, archive.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
