import { stringify } from 'csv-stringify/sync'
import { describeEvent } from '../../../../shared/capture/event-text'
import { opcodeOf } from '../../../../shared/capture/opcode'
import type { TextEncoding } from '../../../../shared/encoding/text-encoding'
import { EscapedPieces } from '../../../../shared/payload/escaped-pieces'
import { escapedString } from '../../../../shared/payload/escaped-text'
import {
  endsMessage,
  flagNames,
  hexOf,
  isPiece,
  rowPieceBytes,
  type ExportContext,
  type ExportedRecord,
  type ExportFormatWriter,
} from './exported-record'
import { isoTime } from './iso-time'

const columns = [
  'record',
  'time',
  'kind',
  'direction',
  'peer',
  'address',
  'length',
  'cause',
  'flags',
  'opcode',
  'event',
  'text',
  'hex',
  'details',
  'note',
] as const

const textColumn = columns.indexOf('text')

/**
 * Comma-separated values (RFC 4180): a header, then one row a record. `text` has control characters and bytes outside
 * UTF-8 as escapes, so that a row is one line; `hex` has the exact bytes; `details` the facts of an event as JSON;
 * `note` what a person wrote about the record (`Bookmark` where it is only marked).
 */
export function csvFormat({ encoding }: Pick<ExportContext, 'encoding'>): ExportFormatWriter<string> {
  const texts = new EscapedPieces(encoding)
  return {
    pieceBytes: rowPieceBytes,
    passes: 2,
    begin: () => rows([columns]),
    records: (records) => rowsAndPieces(records, encoding, texts),
    end: () => '',
  }
}

function rows(values: readonly (readonly string[])[]): string {
  return stringify(values as string[][], { record_delimiter: 'windows' })
}

/** Many rows at once are much quicker than each by itself. */
function rowsAndPieces(
  records: readonly ExportedRecord[],
  encoding: TextEncoding,
  texts: EscapedPieces,
): string {
  let written = ''
  let whole: string[][] = []
  for (const record of records) {
    if (!isPiece(record)) {
      whole.push(row(record, shownText(record, encoding), record.event ? '' : hexOf(record.data)))
      continue
    }
    written += rows(whole) + rowPiece(record, texts)
    whole = []
  }
  return written + rows(whole)
}

function shownText({ event, data }: ExportedRecord, encoding: TextEncoding): string {
  return event ? describeEvent(event, 'en') : escapedString(data, false, encoding)
}

/** The part of a row that a piece of a long message makes: its text in the first pass, its hex in the second. */
function rowPiece(record: ExportedRecord, texts: EscapedPieces): string {
  const { data, offset, pass, goesOn } = record
  if (pass === 0) {
    const begin = offset === 0 ? `${cells(row(record, '', '').slice(0, textColumn))},"` : ''
    const last = endsMessage(record)
    return `${begin}${texts.add(data, last).replaceAll('"', '""')}${last ? '",' : ''}`
  }
  return goesOn ? hexOf(data) : `${hexOf(data)},${cells(row(record, '', '').slice(textColumn + 2))}\r\n`
}

function cells(values: readonly string[]): string {
  return rows([values]).slice(0, -'\r\n'.length)
}

function row({ facts, address, event, note }: ExportedRecord, text: string, hex: string): string[] {
  return [
    String(facts.record),
    isoTime(facts.time),
    facts.kind,
    facts.direction === 'none' ? '' : facts.direction,
    facts.peer > 0 ? String(facts.peer) : '',
    address,
    event ? '' : String(facts.length),
    facts.cause === 'none' ? '' : facts.cause,
    flagNames(facts.flags).join(' '),
    opcodeOf(facts.flags) ?? '',
    event ? event.event : '',
    text,
    hex,
    event ? JSON.stringify(event) : '',
    note === null ? '' : note || 'Bookmark',
  ]
}
