import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import { textFormats } from '../../src/shared/contract/engine/export-calls'
import { exportToFile } from '../support/export-to-file'
import { HeardSession } from '../support/query-session'
import { WrittenCapture } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-export-text-'))
const exportsFolder = path.join(folder, 'exports')
const long = 17 * 1024 * 1024
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

beforeAll(() => {
  service = new QueryService(exportsFolder)
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'texts')
  capture.append([
    { peer: 1, event: { event: 'peer-appeared', remote: { address: '127.0.0.1', port: 5_000 } } },
    ...['one', 'two', 'three', 'four'].map((text) => ({
      direction: 'in' as const,
      peer: 1,
      data: Buffer.from(text),
    })),
    { direction: 'in', peer: 1, data: Buffer.alloc(long) },
  ])
})
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

const wanted = (after: number, last: number, filter = '') => ({
  capture: capture.folder,
  filter,
  after,
  last,
})

describe('the text of some records', () => {
  it.each(textFormats)('is what an export of them to a file has, as %s', async (format) => {
    const { text } = await session.call('export.text', { ...wanted(1, 5), format })
    const file = await exportToFile(session, capture.folder, folder, format, { after: 1, filter: 'len:<100' })
    expect(text).toBe(readFileSync(file, 'utf8'))
  })

  it('has the records from the first to the last that match, with the address of their peer', async () => {
    const { text } = await session.call('export.text', { ...wanted(2, 4, 'text:t'), format: 'csv' })
    const rows = text.trimEnd().split('\r\n').slice(1)
    expect(rows.map((row) => row.split(',')[0])).toEqual(['3', '4'])
    expect(rows[0]).toContain('127.0.0.1:5000')
  })

  it('is refused where it is too long for a clipboard, and leaves no file', async () => {
    await expect(session.call('export.text', { ...wanted(0, 6), format: 'csv' })).rejects.toMatchObject({
      code: 'E_TEXT_TOO_LARGE',
    })
    expect(readdirSync(exportsFolder)).toEqual([])
  })

  it('ends with its session', async () => {
    const other = new HeardSession(service)
    const asked = other.call('export.text', { ...wanted(0, 6), format: 'jsonl' })
    await other.session.close()
    await expect(asked).rejects.toMatchObject({
      code: expect.stringMatching(/E_LINK_CLOSED|E_TEXT_TOO_LARGE/),
    })
  })
})
