import type { CaptureRemoval } from '../../../shared/contract/engine/capture-calls'

/** What retention keeps; null: no limit. */
export interface RetentionLimits {
  /** Captures written to within so many days. */
  readonly days: number | null
  /** So many GB (10^9 bytes) of captures in all. */
  readonly gigabytes: number | null
}

/** A capture as retention sees it. */
export interface KeptCapture {
  readonly capture: string
  readonly bytes: number
  /** ms since the epoch. */
  readonly lastWritten: number
  /** Neither recorded nor open. */
  readonly removable: boolean
}

export interface OverdueCapture {
  readonly capture: string
  readonly why: CaptureRemoval['why']
}

const dayMs = 86_400_000
const gigabyte = 1_000_000_000

/** Which captures retention removes at `now` (ms): those too old, then the oldest until the rest is small enough. */
export function overdueCaptures(
  captures: readonly KeptCapture[],
  { days, gigabytes }: RetentionLimits,
  now: number,
): readonly OverdueCapture[] {
  const overdue: OverdueCapture[] = []
  let bytes = captures.reduce((total, one) => total + one.bytes, 0)
  for (const one of captures.toSorted((a, b) => a.lastWritten - b.lastWritten)) {
    if (!one.removable) continue
    const isOld = days !== null && now - one.lastWritten > days * dayMs
    const isTooMuch = gigabytes !== null && bytes > gigabytes * gigabyte
    if (!isOld && !isTooMuch) continue
    overdue.push({ capture: one.capture, why: isOld ? 'age' : 'size' })
    bytes -= one.bytes
  }
  return overdue
}
