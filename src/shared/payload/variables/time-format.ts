/** Parts of a moment that a format writes; local time or UTC, `offset` in minutes east of Greenwich. */
interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
  readonly offset: number
}

function momentOf(ms: number, utc: boolean): Moment {
  const date = new Date(ms)
  const offset = utc ? 0 : -date.getTimezoneOffset()
  // Shifted by its offset, UTC's own calendar says what a local clock shows.
  const shown = new Date(ms + offset * 60_000)
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    ms: shown.getUTCMilliseconds(),
    offset,
  }
}

const digits = (value: number, width: number) => String(value).padStart(width, '0')

function offsetText(offset: number): string {
  const size = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(size / 60), 2)}:${digits(size % 60, 2)}`
}

/** What each run of letters writes. */
const fields: Readonly<Record<string, (moment: Moment) => string>> = {
  yyyy: ({ year }) => digits(year, 4),
  yy: ({ year }) => digits(year % 100, 2),
  MM: ({ month }) => digits(month, 2),
  M: ({ month }) => String(month),
  dd: ({ day }) => digits(day, 2),
  d: ({ day }) => String(day),
  HH: ({ hour }) => digits(hour, 2),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => digits(hour % 12 || 12, 2),
  h: ({ hour }) => String(hour % 12 || 12),
  a: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  mm: ({ minute }) => digits(minute, 2),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => digits(second, 2),
  s: ({ second }) => String(second),
  SSS: ({ ms }) => digits(ms, 3),
  Z: ({ offset }) => offsetText(offset),
}

/** The runs of letters that a format knows, for the documentation. */
export const timeFormatFields: readonly string[] = Object.keys(fields)

const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g

/** A format that was read: how a moment is written, or the run of letters that means nothing. */
export type TimeFormat =
  { readonly write: (ms: number, utc: boolean) => string } | { readonly problem: string }

/**
 * Reads a format such as `yyyy-MM-dd'T'HH:mm:ss.SSSZ`. Letters are fields (see {@link timeFormatFields}), text between
 * single quotes stands for itself (two of them for one), and so does anything else.
 */
export function parseTimeFormat(format: string): TimeFormat {
  const writers: ((moment: Moment) => string)[] = []
  for (const [piece, quoted, letter] of format.matchAll(pieces)) {
    if (piece === "'") return { problem: piece }
    if (letter !== undefined) {
      const field = Object.hasOwn(fields, piece) ? fields[piece] : undefined
      if (!field) return { problem: piece }
      writers.push(field)
    } else {
      const text = piece === "''" ? "'" : (quoted?.replaceAll("''", "'") ?? piece)
      writers.push(() => text)
    }
  }
  return {
    write(ms, utc) {
      const moment = momentOf(ms, utc)
      return writers.map((write) => write(moment)).join('')
    },
  }
}
