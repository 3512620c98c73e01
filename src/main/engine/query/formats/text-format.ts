import { describeEvent } from '../../../../shared/capture/event-text'
import type { Direction } from '../../../../shared/capture/record'
import { EscapedPieces } from '../../../../shared/payload/escaped-pieces'
import {
  marksOf,
  noteWords,
  rowPieceBytes,
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
  const texts = new EscapedPieces(encoding)
  return {
    pieceBytes: rowPieceBytes,
    begin: () => '',
    records: (records) => records.map((record) => linePiece(record, texts)).join(''),
    end: () => '',
  }
}

/** A line, or the part of it that a piece of a long message makes. */
function linePiece(record: ExportedRecord, texts: EscapedPieces): string {
  const { data, event, offset, goesOn, note } = record
  const begin = offset === 0 ? lineHead(record) : ''
  const content = event ? describeEvent(event, 'en') : texts.add(data, !goesOn)
  if (goesOn) return begin + content
  return `${begin}${content}\n${note === null ? '' : `${noteIndent}★ ${noteWords(note)}\n`}`
}

function lineHead({ facts, address, event }: ExportedRecord): string {
  const parts = [isoTime(facts.time), String(facts.record).padStart(8), arrows[facts.direction]]
  if (facts.peer > 0) parts.push(address === '' ? `#${facts.peer}` : `#${facts.peer} ${address}`)
  if (event) return `${parts.join('  ')}  `
  const marks = marksOf(facts)
  return `${parts.join('  ')}  ${facts.length} B${marks.length > 0 ? ` (${marks.join(', ')})` : ''}  `
}
