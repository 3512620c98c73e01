import { spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { ExportFormat } from '../../src/shared/contract/engine/export-calls'
import { parseCsv } from '../support/parse-csv'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-export-'))
const targets = path.join(folder, 'targets')
const exportsFolder = path.join(folder, 'exports')
const remote = { address: '::1', port: 5_000 }
const local = { address: '::1', port: 9_000 }
const awkward = [
  Buffer.from('plain'),
  Buffer.from('a "quoted", word\r\nand a line'),
  Buffer.from('=1+1'),
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from('héllo 世界 {{x}} \\ \u202e'),
  Buffer.alloc(0),
  Buffer.alloc(3 * 1024 * 1024, 'big'),
]
const records: SampleRecord[] = [
  { peer: 0, event: { event: 'listening', local } },
  { peer: 1, event: { event: 'accepted', local, remote } },
  ...awkward.map((data, index): SampleRecord => ({
    direction: index % 2 === 0 ? 'in' : 'out',
    peer: 1,
    data,
    cause: index === 3 ? 'echo' : 'none',
  })),
]
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

beforeAll(() => {
  mkdirSync(targets)
  service = new QueryService(exportsFolder)
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'awkward')
  capture.append(records)
})
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

async function exported(format: ExportFormat, filter = '', after = 0): Promise<string> {
  const target = path.join(targets, `${format}-${Math.random()}`)
  const { job } = await session.call('export.start', {
    capture: capture.folder,
    filter,
    after,
    format,
    destination: { to: 'file', path: target },
  })
  const end = await session.exportEnd(job)
  const text = readFileSync(target, 'utf8')
  expect(end).toMatchObject({
    done: capture.records - after,
    total: capture.records - after,
    state: { is: 'finished', path: target, download: null, bytes: Buffer.byteLength(text) },
  })
  return text
}

describe('an export', () => {
  it('writes CSV that reads back to the exact bytes', async () => {
    const [header, ...rows] = parseCsv(await exported('csv'))
    const named = rows.map((row) => Object.fromEntries(row.map((value, index) => [header![index]!, value])))
    expect(named.map((row) => row['record'])).toEqual(records.map((_, index) => String(index + 1)))
    expect(named[1]).toMatchObject({
      kind: 'event',
      event: 'accepted',
      peer: '1',
      address: '[::1]:5000',
      hex: '',
    })
    expect(JSON.parse(named[1]!['details']!)).toEqual({ event: 'accepted', local, remote })
    expect(named[2]).toMatchObject({
      time: new Date(capture.timeOf(3) / 1_000).toISOString().replace('Z', '000Z'),
      kind: 'message',
      direction: 'in',
      peer: '1',
      address: '[::1]:5000',
      length: '5',
      text: 'plain',
    })
    expect(named[5]).toMatchObject({ cause: 'echo', direction: 'out' })
    const messages = named.slice(2)
    expect(
      messages.map((row) => Buffer.from(row['hex']!, 'hex').equals(awkward[messages.indexOf(row)]!)),
    ).toEqual(awkward.map(() => true))
    expect(messages.map((row) => row['length'])).toEqual(awkward.map((data) => String(data.length)))
  })

  it('writes JSON Lines that read back to the exact bytes', async () => {
    const lines = (await exported('jsonl')).trimEnd().split('\n')
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(objects[1]).toMatchObject({
      record: 2,
      kind: 'event',
      peer: 1,
      event: { event: 'accepted', remote },
    })
    expect(objects[2]).toMatchObject({ record: 3, timeUs: capture.timeOf(3), direction: 'in', text: 'plain' })
    expect(
      objects.slice(2).map(({ hex }, index) => Buffer.from(hex as string, 'hex').equals(awkward[index]!)),
    ).toEqual(awkward.map(() => true))
  })

  it('writes text with one readable line a record', async () => {
    const lines = (await exported('text', '-len:>1000')).trimEnd().split('\n')
    expect(lines).toHaveLength(records.length - 1)
    expect(lines[1]).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z +2 {2}· {2}#1 \[::1\]:5000 {2}accepted from \[::1\]:5000$/,
    )
    expect(lines[2]).toMatch(/Z +3 {2}← {2}#1 \[::1\]:5000 {2}5 B {2}plain$/)
    expect(lines[3]).toMatch(/→ .* a "quoted", word\\r\\nand a line$/)
  })

  it('takes only what matches, after a clear, and still knows the addresses', async () => {
    const lines = (await exported('jsonl', 'dir:out', 3)).trimEnd().split('\n')
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(objects.map(({ record, address }) => [record, address])).toEqual([
      [4, '[::1]:5000'],
      [6, '[::1]:5000'],
      [8, '[::1]:5000'],
    ])
  })

  it('leaves nothing but the finished file', async () => {
    const before = readdirSync(targets)
    await exported('text')
    expect(readdirSync(targets)).toHaveLength(before.length + 1)
    expect(readdirSync(targets).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('says why a destination cannot be written', async () => {
    const target = path.join(targets, 'nowhere', 'file.csv')
    const { job } = await session.call('export.start', {
      capture: capture.folder,
      filter: '',
      format: 'csv',
      destination: { to: 'file', path: target },
    })
    const { state } = await session.exportEnd(job)
    expect(state).toMatchObject({
      is: 'failed',
      failure: { code: 'E_EXPORT_WRITE', details: { path: target } },
    })
    expect(state.is === 'failed' && state.failure.details['reason']).toContain('ENOENT')
    expect(readdirSync(targets).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('takes the place of no folder, pipe or device, and of the file that a link leads to', async () => {
    const start = (name: string) =>
      session.call('export.start', {
        capture: capture.folder,
        filter: 'plain',
        format: 'text',
        destination: { to: 'file', path: path.join(targets, name) },
      })
    mkdirSync(path.join(targets, 'a-folder'))
    await expect(start('a-folder')).rejects.toMatchObject({ code: 'E_EXPORT_WRITE' })
    if (spawnSync('mkfifo', [path.join(targets, 'a-pipe')]).status === 0) {
      await expect(start('a-pipe')).rejects.toMatchObject({ code: 'E_EXPORT_WRITE' })
      expect(statSync(path.join(targets, 'a-pipe')).isFIFO()).toBe(true)
    }
    writeFileSync(path.join(targets, 'linked.txt'), 'old')
    symlinkSync('linked.txt', path.join(targets, 'link.txt'))
    const { job } = await start('link.txt')
    expect((await session.exportEnd(job)).state.is).toBe('finished')
    expect(lstatSync(path.join(targets, 'link.txt')).isSymbolicLink()).toBe(true)
    expect(readFileSync(path.join(targets, 'linked.txt'), 'utf8')).toContain('plain')
  })

  it('says that the disk is full and leaves nothing (skipped where no small disk can be mounted)', async (test) => {
    const disk = path.join(folder, 'disk')
    mkdirSync(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) {
      test.skip('mounting a tmpfs needs rights that this process lacks')
    }
    try {
      const { job } = await session.call('export.start', {
        capture: capture.folder,
        filter: '',
        format: 'jsonl',
        destination: { to: 'file', path: path.join(disk, 'log.jsonl') },
      })
      const { state } = await session.exportEnd(job)
      expect(state.is === 'failed' && state.failure).toMatchObject({
        code: 'E_EXPORT_WRITE',
        details: { reason: 'ENOSPC: no space left on device' },
      })
      expect(readdirSync(disk)).toEqual([])
    } finally {
      spawnSync('umount', [disk])
    }
  })

  it('refuses a wrong filter and a missing capture before it starts', async () => {
    const destination = { to: 'file', path: path.join(targets, 'never') } as const
    const start = (folderName: string, filter: string) =>
      session.call('export.start', { capture: folderName, filter, format: 'csv', destination })
    await expect(start(capture.folder, 'foo:1')).rejects.toMatchObject({ code: 'E_FILTER' })
    await expect(start(path.join(folder, 'none.swcap'), '')).rejects.toMatchObject({
      code: 'E_CAPTURE_UNKNOWN',
    })
    await expect(session.call('export.cancel', { job: 'none' })).rejects.toMatchObject({
      code: 'E_JOB_UNKNOWN',
    })
  })

  it('hands a download out once, readable by its owner only', async () => {
    const { job } = await session.call('export.start', {
      capture: capture.folder,
      filter: 'plain',
      format: 'text',
      destination: { to: 'download', name: 'log.txt' },
    })
    const { state } = await session.exportEnd(job)
    const token = state.is === 'finished' ? state.download! : ''
    expect(state).toMatchObject({ is: 'finished', path: null })
    const download = service.takeDownload(token)
    expect(download.name).toBe('log.txt')
    expect(path.dirname(download.path)).toBe(exportsFolder)
    expect(readFileSync(download.path, 'utf8')).toContain('plain')
    if (process.platform !== 'win32') expect(statSync(download.path).mode & 0o777).toBe(0o600)
    expect(() => service.takeDownload(token)).toThrow(expect.objectContaining({ code: 'E_JOB_UNKNOWN' }))
    rmSync(download.path)
  })

  it('removes downloads that nobody took when it closes', async () => {
    const other = new QueryService(path.join(folder, 'other-exports'))
    const heard = new HeardSession(other)
    const { job } = await heard.call('export.start', {
      capture: capture.folder,
      filter: '',
      format: 'text',
      destination: { to: 'download', name: 'log.txt' },
    })
    await heard.exportEnd(job)
    expect(readdirSync(path.join(folder, 'other-exports'))).toHaveLength(1)
    await other.close()
    expect(readdirSync(path.join(folder, 'other-exports'))).toEqual([])
  })
})
