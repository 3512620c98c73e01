import { describeEvent, eventSeverity } from '../../shared/capture/event-text'
import { causeText } from '../../shared/capture/cause-text'
import { opcodeLabel } from '../../shared/capture/opcode'
import { recordFlags } from '../../shared/capture/record'
import type { EventSeverity } from '../../shared/capture/capture-event'
import type { LogRow, RecordRun } from '../../shared/contract/engine/view-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { Language } from '../../shared/language/local-text'
import { formatLength } from '../language/format'
import type { SoughtPattern } from './find-bytes'
import { eventSegments, messageSegments, type DataSegment, type HexBeside, type LogMode } from './row-data'
import { deltaText, newDay, timeText, type TimeStyle } from './row-times'

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
  /** What a WebSocket message is: `text`, `ping`, `close 1000` …; null where it is none. */
  readonly opcode: string | null
  readonly segments: readonly DataSegment[]
  /** Why a message went out where that was not by hand: `echo`, `rule: ack every frame` … */
  readonly cause: string | null
  readonly flags: readonly RowFlag[]
  /** The day, where it is another than that of the row before. */
  readonly day: string | null
  /** The run that the row stands for; where it is expanded, only the first of its rows tells so. */
  readonly run: RecordRun | null
  /** One of the further rows of an expanded run. */
  readonly isRepeat: boolean
}

/** What rows are made to look like. */
export interface RowStyle {
  readonly mode: LogMode
  readonly language: Language
  readonly encoding: TextEncoding
  readonly sought: readonly SoughtPattern[]
  readonly times: TimeStyle
}

const glyphs: Readonly<Record<RowTone, string>> = { in: '↓', out: '↑', info: '●', warning: '▲', error: '✕' }

export function flagsOf(flags: number): RowFlag[] {
  return (Object.keys(recordFlags) as RowFlag[]).filter((flag) => (flags & recordFlags[flag]) !== 0)
}

/** Colour of a record: by direction for messages, by weight for events. */
export function toneOf({ event, direction }: Pick<LogRow, 'event' | 'direction'>): RowTone {
  if (event) return eventSeverity(event)
  return direction === 'out' ? 'out' : 'in'
}

export function rowCells(
  row: LogRow,
  { mode, language, encoding, sought, times }: RowStyle,
  hexBeside: HexBeside,
): RowCells {
  const tone = toneOf(row)
  const { cause } = row
  return {
    row: row.row,
    record: String(row.record),
    time: timeText(row, times),
    delta: deltaText(row, times.delta),
    glyph: glyphs[tone],
    peer: row.peer === 0 ? '' : `#${row.peer}`,
    bytes: row.kind === 'message' ? formatLength(row.length) : '',
    tone,
    opcode: row.event ? null : opcodeLabel(row.flags, row.data ?? new Uint8Array()),
    segments: row.event
      ? eventSegments(describeEvent(row.event, language), sought)
      : messageSegments(row, mode, sought, hexBeside, encoding),
    cause: cause === 'none' || cause === 'hand' ? null : causeText(cause, language),
    flags: flagsOf(row.flags),
    day: newDay(row),
    run: row.run && row.run.first === row.record ? row.run : null,
    isRepeat: row.run !== undefined && row.run.first !== row.record,
  }
}
