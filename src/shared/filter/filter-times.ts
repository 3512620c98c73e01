import type { TimeRange } from './filter-node'
import { commaParts } from './filter-numbers'
import { filterError } from './filter-problem'
import type { FilterValue } from './filter-tokens'

const microsOf = {
  us: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
} as const
type Unit = keyof typeof microsOf

const clockForm = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/
const momentForm = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](.+))?$/
const agoForm = /^-(\d{1,15})(us|ms|s|m|h|d)$/
const comparison = /^(>=|<=|>|<|=)?(.*)$/s
const firstYear = 1970
const lastYear = 2250

/** A time as it was written: from its beginning to its end, both included; `09:41` is a whole minute. In µs. */
interface TimeSpan {
  readonly is: TimeRange['is']
  readonly from: number
  readonly to: number
}

/** Reads `>=09:41:07`, `2026-09-14T09:41..09:45`, `-5m`; several by comma. Throws `E_FILTER`. */
export function parseTimes(source: string, value: FilterValue): TimeRange[] {
  return commaParts(value).map(({ text, start, end }) => {
    const range = text.includes('..') ? rangeOf(text) : comparedRange(text)
    if (!range) throw filterError('time-expected', source, start, end)
    if (isReversed(range)) throw filterError('range-reversed', source, start, end)
    return range
  })
}

function rangeOf(text: string): TimeRange | null {
  const [first = '', last = '', ...rest] = text.split('..')
  const from = spanOf(first)
  // The second time may leave out the date of the first.
  const to =
    from?.is === 'moment' && clockForm.test(last) ? spanOf(`${first.slice(0, 10)}T${last}`) : spanOf(last)
  if (!from || !to || from.is !== to.is || rest.length > 0) return null
  return { is: from.is, from: from.from, to: to.to }
}

function comparedRange(text: string): TimeRange | null {
  const [, operator = '', written = ''] = comparison.exec(text)!
  const span = spanOf(written)
  if (!span) return null
  const { is } = span
  // Times ago count backwards: one µs earlier is one more.
  const step = is === 'ago' ? -1 : 1
  switch (operator) {
    case '>':
      return { is, from: span.to + step, to: null }
    case '>=':
      return { is, from: span.from, to: null }
    case '<':
      return { is, from: null, to: span.from - step }
    case '<=':
      return { is, from: null, to: span.to }
    default:
      if (is === 'ago') return operator === '=' ? null : { is, from: span.from, to: null }
      return { is, from: span.from, to: span.to }
  }
}

/** A clock range may pass midnight. */
function isReversed({ is, from, to }: TimeRange): boolean {
  if (from === null || to === null || is === 'clock') return false
  return is === 'ago' ? from < to : from > to
}

function spanOf(text: string): TimeSpan | null {
  const ago = agoForm.exec(text)
  if (ago) {
    const micros = Number(ago[1]) * microsOf[ago[2] as Unit]
    return micros <= Number.MAX_SAFE_INTEGER ? { is: 'ago', from: micros, to: micros } : null
  }
  const moment = momentForm.exec(text)
  if (!moment) return clockSpan(text)
  const [year, month, day] = moment.slice(1, 4).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (year < firstYear || year > lastYear || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return null
  const clock = moment[4] === undefined ? { from: 0, to: microsOf.d - 1 } : clockSpan(moment[4])
  if (!clock) return null
  const midnight = date.getTime() * 1_000
  return { is: 'moment', from: midnight + clock.from, to: midnight + clock.to }
}

function clockSpan(text: string): TimeSpan | null {
  const found = clockForm.exec(text)
  if (!found) return null
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const fraction = found[4] ?? ''
  const from =
    hours * microsOf.h + minutes * microsOf.m + seconds * microsOf.s + Number(fraction.padEnd(6, '0'))
  const length = found[3] === undefined ? microsOf.m : fraction ? 10 ** (6 - fraction.length) : microsOf.s
  return { is: 'clock', from, to: from + length - 1 }
}

/** The same ranges as text that {@link parseTimes} reads. */
export function printTimes(ranges: readonly TimeRange[]): string {
  return ranges.map(printTime).join(',')
}

function printTime({ is, from, to }: TimeRange): string {
  const print = printers[is]
  if (from !== null && to !== null) return `${print(from)}..${print(to)}`
  if (from !== null)
    return isPrintable(is, from) ? `>=${print(from)}` : `>${print(from + (is === 'ago' ? 1 : -1))}`
  return isPrintable(is, to!) ? `<=${print(to!)}` : `<${print(to! + (is === 'ago' ? -1 : 1))}`
}

const momentEnd = Date.UTC(lastYear + 1, 0) * 1_000
function isPrintable(is: TimeRange['is'], at: number): boolean {
  return at >= 0 && at < { ago: Infinity, clock: microsOf.d, moment: momentEnd }[is]
}

const printers: Readonly<Record<TimeRange['is'], (at: number) => string>> = {
  ago: (at) => {
    const unit = (Object.keys(microsOf) as Unit[]).findLast((name) => at % microsOf[name] === 0)!
    return `-${at / microsOf[unit]}${unit}`
  },
  clock: printClock,
  moment: (at) =>
    `${new Date(Math.floor(at / microsOf.d) * 86_400_000).toISOString().slice(0, 10)}T${printClock(at % microsOf.d)}`,
}

function printClock(at: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const hours = two(at / microsOf.h)
  const minutes = two((at % microsOf.h) / microsOf.m)
  const seconds = two((at % microsOf.m) / microsOf.s)
  return `${hours}:${minutes}:${seconds}.${String(at % microsOf.s).padStart(6, '0')}`
}

/** What times are compared with: µs since the epoch. */
export type TimeTest = (time: number) => boolean

/** Local time is that of this machine; times ago count back from `newest` (µs). */
export function timeTest({ is, from, to }: TimeRange, newest: number): TimeTest {
  if (is === 'clock') return clockTest(from, to)
  const instant = is === 'ago' ? (at: number) => newest - at : localInstant
  const first = from === null ? -Infinity : instant(from)
  const last = to === null ? Infinity : instant(to)
  return (time) => time >= first && time <= last
}

function clockTest(from: number | null, to: number | null): TimeTest {
  const first = from ?? 0
  const last = to ?? microsOf.d
  const clock = new LocalClock()
  if (from !== null && to !== null && first > last) {
    return (time) => {
      const at = clock.at(time)
      return at >= first || at <= last
    }
  }
  return (time) => {
    const at = clock.at(time)
    return at >= first && at <= last
  }
}

/** Local calendar time, given as if it were UTC, in µs since the epoch. */
function localInstant(wall: number): number {
  const date = new Date(Math.floor(wall / 1_000))
  const local = new Date(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  )
  return local.getTime() * 1_000 + (wall - Math.floor(wall / 1_000) * 1_000)
}

/** Offsets from UTC change at quarters of an hour at the earliest. */
const quarter = 15 * microsOf.m

/** The local time of day, with the offset from UTC looked up once for each quarter of an hour. */
class LocalClock {
  private known = -1
  private offset = 0

  /** µs since midnight. */
  at(time: number): number {
    const now = Math.floor(time / quarter)
    if (now !== this.known) {
      this.known = now
      this.offset = -new Date((now * quarter) / 1_000).getTimezoneOffset() * microsOf.m
    }
    return (time + this.offset) % microsOf.d
  }
}
