import { describeEvent } from '../../shared/capture/event-text'
import { textFormats, type TextFormat } from '../../shared/contract/engine/export-calls'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { Language } from '../../shared/language/local-text'
import { escapedString } from '../../shared/payload/escaped-text'
import { formatTime } from '../language/format'
import type { EngineCaller } from '../link/link'
import { maxCopiedRows, selectedRange, type RowSelection } from './row-selection'
import { hexText } from './hex-text'

/** Data alone as text or hex, or tab-separated columns with the data in them as text: made of what the rows show. */
const rowFormats = ['text', 'hex', 'columns'] as const
type RowFormat = (typeof rowFormats)[number]

/** The others are as an export of the records writes them. */
export const copyFormats = [...rowFormats, ...textFormats] as const
export type CopyFormat = RowFormat | TextFormat

/** The most bytes of one record that a copy reads at once. */
const previewLimit = 4_096
/** Characters of one copy; a clipboard is no place for more. */
const maxCharacters = 32 * 1024 * 1024
const rowsPerRead = 256

export interface CopiedRows {
  readonly text: string
  readonly rows: number
  /** Records that they stand for. */
  readonly records: number
  /** Rows that were chosen. */
  readonly of: number
}

/** What is chosen, and what chose the rows of the view. */
export interface CopySource {
  readonly engine: EngineCaller
  readonly capture: string
  readonly view: string
  readonly filter: string
  readonly language: Language
  readonly encoding: TextEncoding
}

function dataText(row: LogRow, format: RowFormat, language: Language, encoding: TextEncoding): string {
  if (row.event) return describeEvent(row.event, language)
  const bytes = row.data ?? new Uint8Array()
  return format === 'hex' ? hexText(bytes) : escapedString(bytes, row.length > bytes.length, encoding)
}

/** Records that a row stands for. */
function recordsOf({ run }: LogRow): number {
  return run && !run.expanded ? run.count : 1
}

/**
 * One row as one line of `format`. Line breaks in data are escapes, so a row never takes more. A row
 * that stands for several records has one column more: `×12`.
 */
export function copiedLine(
  row: LogRow,
  format: RowFormat,
  language: Language,
  encoding: TextEncoding = 'utf-8',
): string {
  const data = dataText(row, format, language, encoding)
  if (format !== 'columns') return data
  const peer = row.peer === 0 ? '' : `#${row.peer}`
  const bytes = row.kind === 'message' ? String(row.length) : ''
  const direction = row.kind === 'message' ? row.direction : 'event'
  const cells = [row.record, formatTime(row.time), direction, peer, bytes, data]
  return [...cells, ...(recordsOf(row) > 1 ? [`×${recordsOf(row)}`] : [])].join('\t')
}

/** A message whose preview is cut, with up to 1 MiB of its bytes. */
async function whole(row: LogRow, { engine, capture }: CopySource): Promise<LogRow> {
  if (row.event || row.length <= (row.data?.length ?? 0)) return row
  const content = await engine.call('record.read', { capture, record: row.record, length: 1_048_576 })
  return { ...row, data: content.data }
}

/** The chosen rows as text, as many as a clipboard can take. */
export function copyRows(
  source: CopySource,
  selection: RowSelection,
  format: CopyFormat,
): Promise<CopiedRows> {
  return isTextFormat(format) ? copyRecords(source, selection, format) : copyLines(source, selection, format)
}

function isTextFormat(format: CopyFormat): format is TextFormat {
  return (textFormats as readonly string[]).includes(format)
}

/** A row that stands for several records brings all of them. */
async function copyRecords(
  { engine, capture, view, filter, encoding }: CopySource,
  selection: RowSelection,
  format: TextFormat,
): Promise<CopiedRows> {
  const { first, last } = selectedRange(selection)
  const rows = Math.min(last - first + 1, maxCopiedRows)
  const ends = await Promise.all(
    [first, first + rows - 1].map(
      async (from) => (await engine.call('view.rows', { view, from, count: 1, preview: 0 })).rows[0],
    ),
  )
  const of = last - first + 1
  const [from, to] = ends
  if (!from || !to) return { text: '', rows: 0, records: 0, of }
  const { text } = await engine.call('export.text', {
    capture,
    filter,
    after: from.record - 1,
    last: to.run && !to.run.expanded ? to.run.last : to.record,
    format,
    options: { encoding },
  })
  return { text, rows, records: rows, of }
}

async function copyLines(
  source: CopySource,
  selection: RowSelection,
  format: RowFormat,
): Promise<CopiedRows> {
  const { first, last } = selectedRange(selection)
  const of = last - first + 1
  const end = first + Math.min(of, maxCopiedRows)
  const lines: string[] = []
  let characters = 0
  let records = 0
  for (let from = first; from < end && characters < maxCharacters; from += rowsPerRead) {
    const count = Math.min(rowsPerRead, end - from)
    const page = await source.engine.call('view.rows', {
      view: source.view,
      from,
      count,
      preview: previewLimit,
    })
    for (const row of page.rows) {
      if (characters >= maxCharacters) break
      const line = copiedLine(await whole(row, source), format, source.language, source.encoding)
      characters += line.length
      lines.push(line)
      records += recordsOf(row)
    }
    if (page.rows.length < count) break
  }
  return { text: lines.join('\n'), rows: lines.length, records, of }
}
