import { SockwrightError } from '../../contract/errors'
import type { LocalText } from '../../language/local-text'
import { usualChunkBytes } from '../file-payload'
import { typedPayload, type LibraryPayload, type SavedPayload } from '../saved-payload'
import { csvLine, parseCsv, type CsvFault, type CsvRow } from './csv-text'

/** One payload of a file before it is checked, and where it stands. */
export interface LibraryEntry {
  readonly place: LocalText
  readonly entry: unknown
}

/** The columns of a table of payloads; `fields` are the checksums and lengths as JSON, of a file its chunks. */
const libraryColumns = [
  'name',
  'folder',
  'tags',
  'keys',
  'form',
  'data',
  'line_ending',
  'encoding',
  'frame',
  'fields',
] as const
type Column = (typeof libraryColumns)[number]
const neededColumns = ['name', 'form', 'data'] as const

/** A payload as a line of comma-separated values; null for the line with the names of the columns. */
export function payloadRow(saved: SavedPayload | null): string {
  if (saved === null) return csvLine(libraryColumns)
  const { name, folder, tags, keys, payload } = saved
  const text = payload.form === 'text' ? payload : null
  const cells: Record<Column, string> = {
    name,
    folder,
    tags: tags.join(';'),
    keys: keys ?? '',
    form: payload.form,
    data: typedPayload(payload),
    line_ending: text?.lineEnding ?? '',
    encoding: text?.encoding ?? '',
    frame: payload.form === 'file' ? '' : (payload.frame ?? ''),
    fields: fieldsText(payload),
  }
  return csvLine(libraryColumns.map((column) => cells[column]))
}

function fieldsText(payload: LibraryPayload): string {
  if (payload.form !== 'file') return payload.fields ? JSON.stringify(payload.fields) : ''
  const { chunkBytes, delayMs } = payload
  return JSON.stringify({ chunkBytes, delayMs })
}

/** The payloads of comma-separated values, unchecked. Fails with `E_LIBRARY_FILE`. */
export function payloadRows(text: string): LibraryEntry[] {
  const read = parseCsv(text)
  if (!read.ok) throw refused(lineWords(read.fault.line), faultWords[read.fault.why])
  const [head, ...rows] = read.rows
  if (!head) throw refused(lineWords(1), { en: 'the file is empty', 'zh-CN': '文件为空' })
  const columns = readHead(head)
  return rows.map((row) => ({ place: lineWords(row.line), entry: readRow(row, columns) }))
}

function readHead({ fields }: CsvRow): readonly Column[] {
  const names = fields.map((name) => name.trim().toLowerCase())
  const strange = names.find((name, at) => !isColumn(name) || names.indexOf(name) !== at)
  const missing = neededColumns.find((name) => !names.includes(name))
  if (strange === undefined && missing === undefined) return names as Column[]
  const all = libraryColumns.join(', ')
  throw refused(lineWords(1), {
    en: `${quoted(strange ?? missing ?? '')} ${strange === undefined ? 'is missing among' : 'is not one of'} the columns ${all}`,
    'zh-CN': `${strange === undefined ? '缺少列' : '列不正确'} ${quoted(strange ?? missing ?? '')}；可用的列：${all}`,
  })
}

function isColumn(name: string): boolean {
  return (libraryColumns as readonly string[]).includes(name)
}

function quoted(name: string): string {
  return `“${name.slice(0, 40)}”`
}

function readRow(row: CsvRow, columns: readonly Column[]): unknown {
  if (row.fields.length !== columns.length) {
    throw refused(lineWords(row.line), {
      en: `it has ${row.fields.length} fields, and the first line names ${columns.length}`,
      'zh-CN': `有 ${row.fields.length} 个字段，而首行有 ${columns.length} 列`,
    })
  }
  const cell = (column: Column) => row.fields[columns.indexOf(column)] ?? ''
  return {
    name: cell('name'),
    folder: cell('folder'),
    tags: cell('tags')
      .split(';')
      .map((tag) => tag.trim())
      .filter(Boolean),
    keys: cell('keys') === '' ? null : cell('keys'),
    payload: payloadOf(cell, row.line),
  }
}

function payloadOf(cell: (column: Column) => string, line: number): unknown {
  const form = cell('form')
  const fields = fieldsOf(cell('fields'), line)
  if (form === 'file') {
    const usual = { chunkBytes: usualChunkBytes.stream }
    return { form, path: cell('data'), ...((fields.fields as object | undefined) ?? usual) }
  }
  const frame = cell('frame') === '' ? {} : { frame: cell('frame') }
  if (form === 'hex') return { form, hex: cell('data'), ...frame, ...fields }
  const encoding = cell('encoding')
  return {
    form,
    text: cell('data'),
    lineEnding: cell('line_ending') === '' ? 'none' : cell('line_ending'),
    ...(encoding === '' ? {} : { encoding }),
    ...frame,
    ...fields,
  }
}

function fieldsOf(json: string, line: number): { readonly fields?: unknown } {
  if (json === '') return {}
  try {
    return { fields: JSON.parse(json) as unknown }
  } catch (thrown) {
    const { message } = thrown as Error
    throw refused(lineWords(line), {
      en: `“fields” is no JSON (${message})`,
      'zh-CN': `“fields” 不是 JSON（${message}）`,
    })
  }
}

const faultWords: Readonly<Record<CsvFault['why'], LocalText>> = {
  'open-quote': { en: 'a quote is not closed', 'zh-CN': '引号未闭合' },
  'stray-quote': { en: 'a quote stands inside of a field', 'zh-CN': '字段中间有引号' },
  'lone-return': { en: 'a carriage return has no line feed', 'zh-CN': '回车后缺少换行' },
}

function lineWords(line: number): LocalText {
  return { en: `line ${line}`, 'zh-CN': `第 ${line} 行` }
}

function refused(place: LocalText, why: LocalText): SockwrightError {
  const reason = { en: `${place.en}: ${why.en}`, 'zh-CN': `${place['zh-CN']}：${why['zh-CN']}` }
  return new SockwrightError('E_LIBRARY_FILE', { reason })
}
