import { describeEvent, eventSeverity } from '../../shared/capture/event-text'
import { recordFlags } from '../../shared/capture/record'
import type { EventSeverity } from '../../shared/capture/capture-event'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import type { Language } from '../../shared/language/local-text'
import { formatDelta, formatTime } from '../language/format'
import { eventSegments, messageSegments, type DataSegment, type HexBeside, type LogMode } from './row-data'

/** How a row is coloured: by direction for messages, by weight for events. */
export type RowTone = 'in' | 'out' | EventSeverity

export type RowFlag = keyof typeof recordFlags

/** What a row shows, ready to be put on screen. */
export interface RowCells {
  readonly row: number
  readonly record: string
  readonly time: string
  readonly delta: string
  readonly glyph: string
  readonly peer: string
  readonly bytes: string
  readonly tone: RowTone
  readonly segments: readonly DataSegment[]
  /** Why a message went out where that was not by hand: `echo` … */
  readonly cause: 'echo' | 'greeting' | 'reply' | null
  readonly flags: readonly RowFlag[]
}

/** What rows are made to look like. */
export interface RowStyle {
  readonly mode: LogMode
  readonly language: Language
  readonly sought: readonly FilterPattern[]
}

const glyphs: Readonly<Record<RowTone, string>> = { in: '↓', out: '↑', info: '●', warning: '▲', error: '✕' }
const noTime = ''

export function flagsOf(flags: number): RowFlag[] {
  return (Object.keys(recordFlags) as RowFlag[]).filter((flag) => (flags & recordFlags[flag]) !== 0)
}

/** Colour of a record: by direction for messages, by weight for events. */
export function toneOf({ event, direction }: Pick<LogRow, 'event' | 'direction'>): RowTone {
  if (event) return eventSeverity(event)
  return direction === 'out' ? 'out' : 'in'
}

export function rowCells(row: LogRow, { mode, language, sought }: RowStyle, hexBeside: HexBeside): RowCells {
  const tone = toneOf(row)
  const { cause } = row
  return {
    row: row.row,
    record: String(row.record),
    time: formatTime(row.time),
    delta: row.previousTime === null ? noTime : formatDelta(row.time - row.previousTime),
    glyph: glyphs[tone],
    peer: row.peer === 0 ? '' : `#${row.peer}`,
    bytes: row.kind === 'message' ? String(row.length) : '',
    tone,
    segments: row.event
      ? eventSegments(describeEvent(row.event, language), sought)
      : messageSegments(row, mode, sought, hexBeside),
    cause: cause === 'none' || cause === 'hand' ? null : cause,
    flags: flagsOf(row.flags),
  }
}
