import { formatBytes, formatCount, formatTime } from '../language/format'

/** A rate for people: `0.25/s`, `12.4k/s`. Below ten with two digits, so that rare messages have a rate too. */
export function rateWords(perSecond: number): string {
  return `${shortNumber(perSecond)}/s`
}

/** `3 KB/s`. */
export function byteRateWords(perSecond: number): string {
  return `${perSecond < 10 ? shortNumber(perSecond) + ' B' : formatBytes(Math.round(perSecond))}/s`
}

/** Three significant digits: `0.25`, `12.4k`, `1.2M`. */
export function shortNumber(value: number): string {
  if (value === 0) return '0'
  if (value < 999.5) return String(Number(value.toPrecision(3)))
  if (value < 999_500) return `${Number((value / 1_000).toPrecision(3))}k`
  return `${Number((value / 1_000_000).toPrecision(3))}M`
}

const timeUnits = [
  { µs: 3_600_000_000, unit: 'h' },
  { µs: 60_000_000, unit: 'min' },
  { µs: 1_000_000, unit: 's' },
  { µs: 1_000, unit: 'ms' },
] as const

/** A time between messages, of µs: `0 µs`, `812 µs`, `3.25 ms`, `1.5 s`. */
export function gapWords(microseconds: number): string {
  const found = timeUnits.find((candidate) => microseconds >= candidate.µs)
  if (!found) return `${formatCount(Math.round(microseconds))} µs`
  return `${Number((microseconds / found.µs).toPrecision(3))} ${found.unit}`
}

/** The size at which a bucket of sizes begins: `0 B`, `64 B`, `1 KiB`: powers of two have binary units. */
export function sizeWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'] as const
  let unit = 0
  let value = bytes
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024
    unit += 1
  }
  return `${Number(value.toPrecision(3))} ${units[unit]!}`
}

/** Time of day of µs since the epoch, as exact as the width of a bucket (µs) asks for. */
export function bucketTimeWords(microseconds: number, width: number): string {
  const digits = width >= 1_000_000 ? 0 : width >= 1_000 ? 4 : 7
  return formatTime(microseconds).slice(0, 8 + digits)
}

/** Date of µs since the epoch: `2026-03-01`. */
export function dateWords(microseconds: number): string {
  const at = new Date(microseconds / 1_000)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
