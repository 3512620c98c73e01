import type { Settings } from '../../shared/contract/engine/settings-calls'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { formatDate, formatDelta, formatElapsed, formatTime } from '../language/format'

export type LogTime = Settings['logTime']
export type LogDelta = Settings['logDelta']

/** What the two columns of times tell. */
export interface TimeStyle {
  readonly time: LogTime
  readonly delta: LogDelta
  /** Time of the capture's first record, µs; null where it is not known yet. */
  readonly startTime: number | null
}

/** Has the engine to be asked for the record before of the same peer? */
export function needsPeerTimes({ time, delta }: Pick<TimeStyle, 'time' | 'delta'>): boolean {
  return time === 'peer' || delta === 'peer'
}

/** The first column of times. */
export function timeText(row: LogRow, { time, startTime }: TimeStyle): string {
  if (time === 'clock') return formatTime(row.time)
  if (time === 'start') return startTime === null ? '' : formatElapsed(Math.max(0, row.time - startTime))
  return deltaText(row, time)
}

/**
 * How long after the row before, or the record before of the same peer: `+0.412`; `>0.412` where no record of the peer
 * was found since. Empty for the first.
 */
export function deltaText(row: LogRow, delta: LogDelta): string {
  if (delta === 'previous') return row.previousTime === null ? '' : formatDelta(row.time - row.previousTime)
  const { previousOfPeer } = row
  if (!previousOfPeer) return ''
  const text = formatDelta(row.time - previousOfPeer.time)
  return previousOfPeer.exact ? text : text.replace('+', '>')
}

/** The day of a row where it is another than that of the row before; null else. */
export function newDay({ time, previousTime }: LogRow): string | null {
  if (previousTime === null) return null
  const day = formatDate(time)
  return day === formatDate(previousTime) ? null : day
}
