import { describeEvent } from '../../../../shared/capture/event-text'
import type { Direction } from '../../../../shared/capture/record'
import type { TextEncoding } from '../../../../shared/encoding/text-encoding'
import { escapedString } from '../../../../shared/payload/escaped-text'
import {
  flagNames,
  noteWords,
  type ExportContext,
  type ExportedRecord,
  type ExportFormatWriter,
} from './exported-record'
import { isoTime } from './iso-time'

/** Below the number's end, so that a reader of lines knows it by its beginning. */
const noteIndent = ' '.repeat(39)

const arrows: Readonly<Record<Direction, string>> = { in: '←', out: '→', none: '·' }

/**
 * For reading: one line a record with time, number, arrow (← received, → sent, · event), peer, length and the payload
 * with escapes. What a person wrote about a record is a line behind it.
 */
export function textFormat({ encoding }: Pick<ExportContext, 'encoding'>): ExportFormatWriter<string> {
  return {
    begin: () => '',
    records: (records) => records.map((record) => line(record, encoding)).join(''),
    end: () => '',
  }
}

function line(record: ExportedRecord, encoding: TextEncoding): string {
  const { note } = record
  return note === null
    ? recordLine(record, encoding)
    : `${recordLine(record, encoding)}${noteIndent}★ ${noteWords(note)}\n`
}

function recordLine({ facts, address, data, event }: ExportedRecord, encoding: TextEncoding): string {
  const parts = [isoTime(facts.time), String(facts.record).padStart(8), arrows[facts.direction]]
  if (facts.peer > 0) parts.push(address === '' ? `#${facts.peer}` : `#${facts.peer} ${address}`)
  if (event) return `${parts.join('  ')}  ${describeEvent(event, 'en')}\n`
  const marks = [...(facts.cause === 'none' ? [] : [facts.cause]), ...flagNames(facts.flags)]
  parts.push(`${facts.length} B${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`)
  return `${parts.join('  ')}  ${escapedString(data, false, encoding)}\n`
}
