let second = Number.NaN
let secondText = ''

/** `time` (µs since the epoch) as ISO 8601 in UTC with microseconds: `2026-01-31T12:00:00.000001Z`. */
export function isoTime(time: number): string {
  const wholeSecond = Math.floor(time / 1_000_000)
  if (wholeSecond !== second) {
    second = wholeSecond
    secondText = new Date(wholeSecond * 1_000).toISOString().slice(0, -5)
  }
  const micros = time - wholeSecond * 1_000_000
  return `${secondText}.${String(micros).padStart(6, '0')}Z`
}
