import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command'
import { client, ethernet, pcapFile, server, udpPacket } from '../support/packet-bytes'

let folder: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-cli-import-')))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const packets = pcapFile(
  1,
  ['one', 'two'].map((text, index) => ({
    at: 1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n,
    frame: ethernet(udpPacket(client, server, Buffer.from(text))),
  })),
)

describe('sockwright import', () => {
  it('makes a capture that show prints, and leaves nothing else', async () => {
    const file = join(folder, 'lab.pcap')
    const captures = join(folder, 'captures')
    await writeFile(file, packets)
    const { code, stdout, stderr } = await runCommand(['import', file, '--capture', captures, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const told = JSON.parse(stdout) as Record<string, unknown>
    const totals = { packets: 2, skipped: 0, peers: 1, messages: 2, bytes: 6, note: null }
    expect(told).toMatchObject({ event: 'imported', ...totals })
    expect((await readdir(captures)).map((name) => join(captures, name))).toEqual([told['capture']])
    const shown = await runCommand(['show', told['capture'] as string])
    expect(shown.stdout).toMatch(/one[^]*two/)
  })

  it('makes a capture whose statistics show prints', async () => {
    const file = join(folder, 'lab.pcap')
    await writeFile(file, packets)
    const { stdout } = await runCommand(['import', file, '--capture', folder, '--json'])
    const { capture } = JSON.parse(stdout) as { capture: string }
    const told = await runCommand(['show', capture, '--statistics', '--json'])
    const report = JSON.parse(told.stdout) as Record<string, unknown>
    const gaps = { count: 1, least: 1_000, most: 1_000 }
    expect(report).toMatchObject({
      event: 'statistics',
      in: { messages: 2, bytes: 6, gaps },
      out: { messages: 0 },
    })
    expect(report).toMatchObject({ peers: { total: 1, rows: [{ peer: 1, inMessages: 2, inBytes: 6 }] } })
    const words = await runCommand(['show', capture, '--statistics', '--filter', 'two'])
    expect(words.stdout).toContain('received: 1 messages, 3 bytes')
  })

  it('imports a file that was cut off as far as it goes, and says so', async () => {
    const file = join(folder, 'cut.pcap')
    await writeFile(file, packets.subarray(0, -5))
    const { code, stdout, stderr } = await runCommand(['import', file, '--capture', folder])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\.swcap\n$/)
    expect(stderr).toContain('1 messages (3 bytes) of 1 peers from 1 packets')
    expect(stderr).toContain('E_IMPORT_FORMAT')
  })

  it('refuses another file in one line and makes nothing', async () => {
    const file = join(folder, 'notes.txt')
    await writeFile(file, 'not packets')
    const { code, stderr } = await runCommand(['import', file, '--capture', join(folder, 'captures')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^sockwright: .*it begins otherwise.*\(E_IMPORT_FORMAT\)\n$/)
    expect(await readdir(join(folder, 'captures'))).toEqual([])
  })
})
