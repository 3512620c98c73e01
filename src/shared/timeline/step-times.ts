import type { Language } from '../language/local-text'

const units = {
  en: { us: 'µs', ms: 'ms', s: 's', min: 'min', h: 'h' },
  'zh-CN': { us: '微秒', ms: '毫秒', s: '秒', min: '分', h: '小时' },
} as const

/** A length of time in µs with three digits, for people who compare: `41 µs`, `0.39 ms`, `812.4 ms`, `3.120 s`, `2 h 5 min`. */
export function spanText(microseconds: number, language: Language): string {
  const unit = units[language]
  if (microseconds < 100) return `${Math.round(microseconds)} ${unit.us}`
  if (microseconds < 10_000) return `${(microseconds / 1_000).toFixed(3)} ${unit.ms}`
  if (microseconds < 1_000_000) return `${(microseconds / 1_000).toFixed(1)} ${unit.ms}`
  if (microseconds < 60_000_000) return `${(microseconds / 1_000_000).toFixed(3)} ${unit.s}`
  const seconds = Math.floor(microseconds / 1_000_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} ${unit.min} ${seconds % 60} ${unit.s}`
  return `${Math.floor(seconds / 3_600)} ${unit.h} ${Math.floor((seconds % 3_600) / 60)} ${unit.min}`
}

/** Time of day of µs since the epoch, local time: `09:41:00.000 000`. */
export function clockText(microseconds: number): string {
  const at = new Date(Math.floor(microseconds / 1_000))
  const two = (number: number) => String(number).padStart(2, '0')
  const fraction = String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${fraction.slice(0, 3)} ${fraction.slice(3)}`
}

/** Marks of a time axis, µs since `from`: a round step apart, at most `most` of them. */
export function timeMarks(from: number, to: number, most: number): readonly number[] {
  const span = Math.max(1, to - from)
  let step = 1
  for (const factor of roundSteps()) {
    step = factor
    if (span / step <= most) break
  }
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step)
}

/** 1, 2, 5, 10 … µs up to a second, then steps that divide minutes, hours and days. */
function* roundSteps(): Generator<number> {
  for (let decade = 1; decade < 1_000_000; decade *= 10) yield* [decade, 2 * decade, 5 * decade]
  const seconds = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
  ]
  for (const second of seconds) yield second * 1_000_000
  for (let days = 2; ; days *= 2) yield days * 86_400_000_000
}
