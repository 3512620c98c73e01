/** A row of comma-separated values and the line on which it begins, from 1. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

/** Why a text is no comma-separated values. */
export interface CsvFault {
  readonly line: number
  readonly why: 'open-quote' | 'stray-quote' | 'lone-return'
}

export type CsvReading =
  { readonly ok: true; readonly rows: readonly CsvRow[] } | { readonly ok: false; readonly fault: CsvFault }

const plainField = /[^",\r\n]*/y

/**
 * Reads comma-separated values by RFC 4180: quotes are doubled inside of quotes, and quoted fields may have several
 * lines. Lines may end with LF alone too. A byte order mark in front is skipped.
 */
export function parseCsv(text: string): CsvReading {
  const rows: CsvRow[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  while (at < text.length) {
    const begins = line
    const fields: string[] = []
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at) : unquotedField(text, at)
      if (field === null) return { ok: false, fault: { line, why: 'open-quote' } }
      fields.push(field.value)
      line += field.value.split('\n').length - 1
      at = field.end
      if (text[at] !== ',') break
      at += 1
    }
    rows.push({ line: begins, fields })
    const end = lineEnd(text, at)
    if (end === null) {
      return { ok: false, fault: { line, why: text[at] === '\r' ? 'lone-return' : 'stray-quote' } }
    }
    at = end
    line += 1
  }
  return { ok: true, rows }
}

/** One row with its line end; a field with a comma, a quote or a line break is quoted. */
export function csvLine(fields: readonly string[]): string {
  const written = fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
  return `${written.join(',')}\r\n`
}

interface Field {
  readonly value: string
  readonly end: number
}

function quotedField(text: string, at: number): Field | null {
  const parts: string[] = []
  let from = at + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return null
    parts.push(text.slice(from, quote))
    if (text[quote + 1] !== '"') return { value: parts.join('"'), end: quote + 1 }
    from = quote + 2
  }
}

function unquotedField(text: string, at: number): Field {
  plainField.lastIndex = at
  const value = plainField.exec(text)?.[0] ?? ''
  return { value, end: at + value.length }
}

/** Where the next line begins; null where a field is followed by something else than its end. */
function lineEnd(text: string, at: number): number | null {
  if (at >= text.length) return at
  if (text[at] === '\n') return at + 1
  return text.startsWith('\r\n', at) ? at + 2 : null
}
