/** A cell of one line: bars are escaped, line breaks become spaces. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** `text` as code in Markdown; nothing for an empty text. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}
