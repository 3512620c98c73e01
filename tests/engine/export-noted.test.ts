import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeNotes } from '../../src/main/engine/notes/notes-file'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { ExportFormat, ExportOptions } from '../../src/shared/contract/engine/export-calls'
import { exportToFile } from '../support/export-to-file'
import { isInstalled, outputOf } from '../support/installed-tool'
import { parseCsv } from '../support/parse-csv'
import { readPcapng } from '../support/pcapng-reader'
import { HeardSession } from '../support/query-session'
import { WrittenCapture } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-noted-'))
const local = { address: '127.0.0.1', port: 9_000 }
const remote = { address: '127.0.0.1', port: 40_001 }
const note = 'first <b>"reset"</b>,\n第一次'
const oneLine = 'first <b>"reset"</b>, 第一次'
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

beforeAll(async () => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'noted')
  capture.append([
    { peer: 1, event: { event: 'accepted', local, remote } },
    { peer: 1, direction: 'in', data: Buffer.from('noted') },
    { peer: 1, direction: 'in', data: Buffer.from('marked') },
    { peer: 1, direction: 'out', data: Buffer.from('plain') },
    { peer: 1, event: { event: 'end-received' } },
  ])
  await writeNotes(capture.folder, [
    { record: 2, note },
    { record: 3, note: '' },
    { record: 5, note: 'it ended' },
  ])
})
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

function file(format: ExportFormat, options: Partial<ExportOptions> = {}): Promise<string> {
  return exportToFile(session, capture.folder, folder, format, { options })
}

const content = async (format: ExportFormat, options: Partial<ExportOptions> = {}) =>
  readFileSync(await file(format, options), 'utf8')

describe('what a person wrote about a record', () => {
  it('is a line behind it in text', async () => {
    const lines = (await content('text')).trimEnd().split('\n')
    expect(lines).toHaveLength(8)
    expect(lines[1]).toMatch(/noted$/)
    expect(lines[2]!.trim()).toBe(`★ Note: ${oneLine}`)
    expect(lines[3]).toMatch(/marked$/)
    expect(lines[4]!.trim()).toBe('★ Bookmark')
    expect(lines[7]!.trim()).toBe('★ Note: it ended')
  })

  it('is a column of csv', async () => {
    const [header, ...rows] = parseCsv(await content('csv'))
    expect(header!.at(-1)).toBe('note')
    expect(rows.map((row) => row.at(-1))).toEqual(['', note, 'Bookmark', '', 'it ended'])
  })

  it('is a field of jsonl', async () => {
    const lines = (await content('jsonl')).trimEnd().split('\n')
    const notes = lines.map((line) => (JSON.parse(line) as { note: string | null }).note)
    expect(notes).toEqual([null, note, '', null, 'it ended'])
  })

  it('is escaped in an HTML page', async () => {
    const page = await content('html')
    expect(page.match(/<p class="note">/g)).toHaveLength(3)
    expect(page).toContain('★ first &lt;b&gt;&quot;reset&quot;&lt;/b&gt;,\n第一次</bdi></p>')
    expect(page).toContain('★ Bookmark</bdi></p>')
    expect(page).not.toContain('<b>')
  })

  it('is a comment of a hex dump, which its readers pass over', async () => {
    const stream = await content('hexdump')
    expect(stream).toMatch(new RegExp(`noted\\|  # record 2 .* \\(Note: ${oneLine}\\)\n`))
    expect(stream).toMatch(/marked\| {2}# record 3 .* \(Bookmark\)\n/)
    const each = await content('hexdump', { offsets: 'message' })
    expect(each.split('\n').filter((line) => /^# (Note|Bookmark)/.test(line))).toEqual([
      `# Note: ${oneLine}`,
      '# Bookmark',
      '# Note: it ended',
    ])
    if (isInstalled('xxd')) {
      expect(outputOf('xxd', ['-r'], Buffer.from(stream)).toString()).toBe('notedmarkedplain')
    }
  })

  it('is a comment of its packet in pcapng', async () => {
    const { packets } = readPcapng(readFileSync(await file('pcapng')))
    const commentsOf = (data: string) => packets.find((one) => one.data.toString() === data)!.comments
    expect(commentsOf('noted').join()).toContain(`Note: ${oneLine}`)
    expect(commentsOf('marked').join()).toContain('Bookmark')
    expect(commentsOf('plain').join()).not.toMatch(/Note|Bookmark/)
    expect(packets.flatMap(({ comments }) => comments).join()).toContain('Note: it ended')
  })

  it.skipIf(!isInstalled('tshark'))('is read by tshark (skipped where it is not installed)', async () => {
    const fields = ['-T', 'fields', '-e', 'tcp.payload', '-e', 'frame.comment']
    const shown = outputOf('tshark', ['-r', await file('pcapng'), ...fields]).toString()
    const hex = Buffer.from('noted').toString('hex')
    expect(shown.split('\n').find((line) => line.startsWith(hex))).toContain('第一次')
  })
})
