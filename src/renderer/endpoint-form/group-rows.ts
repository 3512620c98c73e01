/** A multicast group while it is edited; what is not whole yet is kept as typed. */
export interface GroupRow {
  group: string
  interface: string
  source: string
}

const entry = /^([^@,]*)(?:@([^,]*))?(?:,from=(.*))?$/

/** The rows of a list of groups, right or wrong. */
export function groupRows(text: string): GroupRow[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, group = word, onInterface = '', source = ''] = entry.exec(word) ?? []
      return { group, interface: onInterface, source }
    })
}

/** The list that rows stand for; its schema tells what is wrong with it. Rows with nothing in them are left out. */
export function groupsText(rows: readonly GroupRow[]): string {
  return rows
    .map((row) => ({
      group: plain(row.group),
      interface: plain(row.interface),
      source: plain(row.source),
    }))
    .filter(({ group, interface: onInterface, source }) => group + onInterface + source !== '')
    .map((row) => row.group + (row.interface && `@${row.interface}`) + (row.source && `,from=${row.source}`))
    .join(' ')
}

function plain(typed: string): string {
  return typed.replace(/\s+/g, '')
}
