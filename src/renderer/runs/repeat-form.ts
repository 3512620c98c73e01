import {
  everyMsRange,
  repeatForMsRange,
  repeatTimesRange,
  type RepeatUntil,
} from '../../shared/contract/engine/run-calls'

/** How a repeat was asked for: as typed. */
export interface RepeatForm {
  readonly every: string
  readonly ends: RepeatUntil['is']
  readonly times: string
  /** Seconds. */
  readonly seconds: string
}

export const firstRepeat: RepeatForm = { every: '1000', ends: 'stopped', times: '100', seconds: '60' }

/** Which field is wrong; texts are `runs.problem.…`. */
export type RepeatProblem = 'every' | 'times' | 'seconds'
export type RepeatReading =
  | { readonly ok: true; readonly everyMs: number; readonly until: RepeatUntil }
  | { readonly ok: false; readonly problem: RepeatProblem }

/** Reads `1000`, `0.5` or `2,5`; null for anything else. */
function decimal(text: string): number | null {
  const typed = text.trim().replace(',', '.')
  return /^(\d+(\.\d*)?|\.\d+)$/.test(typed) ? Number(typed) : null
}

/** The number within the range, null otherwise. */
function within(value: number | null, { min, max }: { readonly min: number; readonly max: number }) {
  return value !== null && value >= min && value <= max ? value : null
}

/** What the form says, or its first field that is wrong. */
export function readRepeat({ every, ends, times, seconds }: RepeatForm): RepeatReading {
  const everyMs = within(decimal(every), everyMsRange)
  if (everyMs === null) return { ok: false, problem: 'every' }
  if (ends === 'stopped') return { ok: true, everyMs, until: { is: 'stopped' } }
  if (ends === 'times') {
    const count = within(decimal(times), repeatTimesRange)
    if (count === null || !Number.isInteger(count)) return { ok: false, problem: 'times' }
    return { ok: true, everyMs, until: { is: 'times', times: count } }
  }
  const whole = decimal(seconds)
  const ms = within(whole === null ? null : Math.round(whole * 1_000), repeatForMsRange)
  if (ms === null) return { ok: false, problem: 'seconds' }
  return { ok: true, everyMs, until: { is: 'time', ms } }
}

/** So many forms that were used are offered again. */
const mostRecent = 5

/** `used` in front of those that were used before, each once. */
export function withRecent(recent: readonly RepeatForm[], used: RepeatForm): readonly RepeatForm[] {
  const key = (form: RepeatForm) => JSON.stringify(readRepeat(form))
  return [used, ...recent.filter((one) => key(one) !== key(used))].slice(0, mostRecent)
}
