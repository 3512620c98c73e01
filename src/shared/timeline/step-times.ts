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

/** Marks of a time axis, µs since a beginning: multiples of a round step between `from` and `to`, about `most` of them at most. */
export interface TimeMarks {
  readonly step: number
  readonly marks: readonly number[]
}

export function timeMarks(from: number, to: number, most: number): TimeMarks {
  const span = Math.max(1, to - from)
  let step = 1
  for (const factor of roundSteps()) {
    step = factor
    if (span / step <= most) break
  }
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.floor(to / step) - first + 1)
  return { step, marks: Array.from({ length: count }, (_, index) => (first + index) * step) }
}

/**
 * A mark of an axis whose marks are `step` µs apart, so exact that no two are alike: `+40 µs`, `+12.5 ms`, `+4.5 s`,
 * `+1:51:04.2`, `+1 h 51 min`.
 */
export function markText(mark: number, step: number, language: Language): string {
  const unit = units[language]
  if (mark < 60_000_000) {
    if (mark >= 1_000_000) return `+${(mark / 1_000_000).toFixed(decimals(step, 1_000_000))} ${unit.s}`
    if (mark >= 1_000) return `+${(mark / 1_000).toFixed(decimals(step, 1_000))} ${unit.ms}`
    return `+${mark} ${unit.us}`
  }
  if (step >= 60_000_000) {
    const minutes = Math.round(mark / 60_000_000)
    const hours = Math.floor(minutes / 60)
    return hours === 0 ? `+${minutes} ${unit.min}` : `+${hours} ${unit.h} ${minutes % 60} ${unit.min}`
  }
  const seconds = Math.floor(mark / 1_000_000)
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const places = decimals(step, 1_000_000)
  const fraction =
    places === 0
      ? ''
      : `.${String(mark % 1_000_000)
          .padStart(6, '0')
          .slice(0, places)}`
  return `+${hours === 0 ? minutes : `${hours}:${two(minutes)}`}:${two(seconds % 60)}${fraction}`
}

/** How many decimals of `unit` a multiple of `step` needs. */
function decimals(step: number, unit: number): number {
  let places = 0
  for (let part = unit; part > step && places < 6; part /= 10) places += 1
  return places
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
