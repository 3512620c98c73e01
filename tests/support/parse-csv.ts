/** Reads comma-separated values strictly as RFC 4180 says: CRLF ends a row, quotes are doubled inside quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
    row.push(field.value)
    at = field.end
    if (text[at] === ',') {
      at += 1
      continue
    }
    if (!text.startsWith('\r\n', at)) throw new Error(`no end of a field at ${at}`)
    rows.push(row)
    row = []
    at += 2
  }
  return rows
}

function plainField(text: string, at: number): { value: string; end: number } {
  let end = at
  while (end < text.length && text[end] !== ',' && text[end] !== '\r') end += 1
  const value = text.slice(at, end)
  if (/["\n]/.test(value)) throw new Error(`an unquoted quote or line feed at ${at}`)
  return { value, end }
}

function quotedField(text: string, at: number): { value: string; end: number } {
  let value = ''
  let from = at + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) throw new Error(`an open quote at ${at}`)
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    from = quote + 2
  }
}
