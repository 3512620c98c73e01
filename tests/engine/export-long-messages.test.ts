import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { ExportFormat } from '../../src/shared/contract/engine/export-calls'
import { escapedString } from '../../src/shared/payload/escaped-text'
import { exportToFile } from '../support/export-to-file'
import { parseCsv } from '../support/parse-csv'
import { HeardSession } from '../support/query-session'
import { WrittenCapture } from '../support/written-capture'

const mebibyte = 1024 * 1024
const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-long-'))
/** Three pieces and a bit, with a character of three bytes over each end of a piece. */
const mixed = Buffer.from('"quoted", 字\0\n1 and ∞\\ '.repeat(140_000)).subarray(0, 3 * mebibyte + 11)
const huge = Buffer.alloc(65 * mebibyte, '0123456789abcdef, "quoted" ')
const messages = [Buffer.from('before'), mixed, Buffer.from('between'), huge, Buffer.from('behind')]
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'long')
  capture.append(messages.map((data) => ({ direction: 'in' as const, peer: 1, data })))
})
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

async function exported(format: ExportFormat, filter: string): Promise<Buffer> {
  return readFileSync(await exportToFile(session, capture.folder, folder, format, { filter }))
}

describe('a message of many pieces', () => {
  const others = 'not len:>60000000'

  it('is one object of jsonl', async () => {
    const lines = (await exported('jsonl', others)).toString().trimEnd().split('\n')
    const objects = lines.map((line) => JSON.parse(line) as { text: string; hex: string; note: null })
    expect(objects.map(({ hex }) => hex.length)).toEqual([12, 2 * mixed.length, 14, 12])
    expect(objects[1]!.text === escapedString(mixed)).toBe(true)
    expect(objects[1]!.hex === mixed.toString('hex')).toBe(true)
    expect(Object.keys(objects[1]!)).toEqual(Object.keys(objects[0]!))
    expect(objects[1]!.note).toBeNull()
  })

  it('is one row of csv', async () => {
    const rows = parseCsv((await exported('csv', others)).toString())
    expect(rows.map((row) => row.length)).toEqual([15, 15, 15, 15, 15])
    const [, , row] = rows
    expect(row!.slice(2, 11)).toEqual(['message', 'in', '1', '', String(mixed.length), '', '', '', ''])
    expect(row![11] === escapedString(mixed)).toBe(true)
    expect(row![12] === mixed.toString('hex')).toBe(true)
    expect(row!.slice(13)).toEqual(['', ''])
  })

  it('is one line of text', async () => {
    const lines = (await exported('text', others)).toString().trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]!.endsWith(`  #1  ${mixed.length} B  ${escapedString(mixed)}`)).toBe(true)
  })

  it.each([
    ['text', 0],
    ['csv', 1],
    ['jsonl', 1],
  ] as const)('may have more than 64 MiB (%s)', async (format, hexes) => {
    const file = await exported(format, 'len:>60000000')
    const quotes = { text: huge, csv: doubled(huge), jsonl: escapedQuotes(huge) }[format]
    expect(file.includes(quotes)).toBe(true)
    expect(file.includes(Buffer.from(huge.toString('hex')))).toBe(hexes === 1)
    const header = format === 'csv' ? 2 : 1
    expect(file.toString('latin1').split('\n')).toHaveLength(header + 1)
  })
})

function doubled(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('"', '""'))
}

function escapedQuotes(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('"', '\\"'))
}
