import { formatBytes } from '../../shared/format/format-bytes'
import { language } from './use-language'

export { formatBytes }

const grouping = new Intl.NumberFormat('en-US')

/** `2,148,906`. */
export function formatCount(count: number): string {
  return grouping.format(count)
}

/** Bytes of a record in six characters: `262144`, from a million on `3.00M`. */
export function formatLength(bytes: number): string {
  return bytes < 1_000_000 ? String(bytes) : `${(bytes / 1_000_000).toPrecision(3)}M`
}

/** `12,431/s`. */
export function formatRate(perSecond: number): string {
  return `${grouping.format(Math.round(perSecond))}/s`
}

/** `12.4k/s`, for narrow places. */
export function formatShortRate(perSecond: number): string {
  if (perSecond < 999.5) return `${Math.round(perSecond)}/s`
  if (perSecond < 999_950) return `${Number((perSecond / 1_000).toFixed(1))}k/s`
  return `${Number((perSecond / 1_000_000).toFixed(1))}M/s`
}

/** `796 KB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`
}

const durationUnits = [
  { seconds: 86_400, en: 'd', 'zh-CN': '天' },
  { seconds: 3_600, en: 'h', 'zh-CN': '小时' },
  { seconds: 60, en: 'min', 'zh-CN': '分钟' },
  { seconds: 1, en: 's', 'zh-CN': '秒' },
] as const

/** The largest unit that fits: `41 s`, `5 min`, `2 h`, `3 d`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1_000)
  const unit = durationUnits.find((candidate) => seconds >= candidate.seconds) ?? durationUnits[3]
  return `${Math.floor(seconds / unit.seconds)} ${unit[language.value]}`
}

/** Time of day of µs since the epoch: `09:41:06.998204` (local time). */
export function formatTime(microseconds: number): string {
  const at = new Date(Math.floor(microseconds / 1_000))
  const fraction = String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')
  return `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}.${fraction}`
}

/**
 * Time between rows in ms: `+0.412`, `+115.6`, `+1,234`; µs as long as they are readable, and from 1,000 seconds on
 * seconds: `+1200 s`.
 */
export function formatDelta(microseconds: number): string {
  const milliseconds = microseconds / 1_000
  if (milliseconds < 100) return `+${milliseconds.toFixed(3)}`
  if (milliseconds < 1_000) return `+${milliseconds.toFixed(1)}`
  if (milliseconds < 999_999.5) return `+${grouping.format(Math.round(milliseconds))}`
  return `+${Math.round(milliseconds / 1_000)} s`
}

/** Time since a start: `0:00:12.345678`, `120:00:00.000000`. */
export function formatElapsed(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000)
  const minutes = Math.floor(seconds / 60)
  const clock = `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`
  return `${clock}.${String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')}`
}

/** The local day of µs since the epoch: `2026-09-14`. */
export function formatDate(microseconds: number): string {
  const at = new Date(Math.floor(microseconds / 1_000))
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`
}

/** `today 09:12`, `yesterday 17:40`, else the date: of ms since the epoch, beside `now`. */
export function formatDay(milliseconds: number, now = Date.now()): string {
  const at = new Date(milliseconds)
  const clock = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`
  const days = Math.round((startOfDay(now) - startOfDay(milliseconds)) / 86_400_000)
  if (days === 0 || days === 1) {
    const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' }).format(-days, 'day')
    return `${relative.charAt(0).toUpperCase()}${relative.slice(1)} ${clock}`
  }
  return `${formatDate(milliseconds * 1_000)} ${clock}`
}

function startOfDay(milliseconds: number): number {
  const day = new Date(milliseconds)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
