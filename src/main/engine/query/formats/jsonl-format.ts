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

/**
 * JSON Lines (jsonlines.org): one object a record. `hex` has the exact bytes of a message, `text` the same with
 * escapes; `event` the facts of an event, `text` their English sentence. `note` is what a
 * person wrote about the record, null where nobody marked it.
 */
export function jsonlFormat({ encoding }: Pick<ExportContext, 'encoding'>): ExportFormatWriter<string> {
  const texts = new EscapedPieces(encoding)
  return {
    pieceBytes: rowPieceBytes,
    passes: 2,
    begin: () => '',
    records: (records) =>
      records
        .map((record) =>
          isPiece(record) ? linePiece(record, texts) : `${JSON.stringify(object(record, encoding))}\n`,
        )
        .join(''),
    end: () => '',
  }
}

/** The part of a line that a piece of a long message makes: its text in the first pass, its hex in the second. */
function linePiece(record: ExportedRecord, texts: EscapedPieces): string {
  const { data, offset, pass, goesOn, note } = record
  if (pass > 0) return goesOn ? hexOf(data) : `${hexOf(data)}","note":${JSON.stringify(note)}}\n`
  const begin = offset === 0 ? `${JSON.stringify(messageFacts(record)).slice(0, -1)},"text":"` : ''
  const last = endsMessage(record)
  return `${begin}${JSON.stringify(texts.add(data, last)).slice(1, -1)}${last ? '","hex":"' : ''}`
}

function object(record: ExportedRecord, encoding: TextEncoding): object {
  const { data, event, note } = record
  if (event) return Object.assign(commonFacts(record), { event, text: describeEvent(event, 'en'), note })
  return Object.assign(messageFacts(record), {
    text: escapedString(data, false, encoding),
    hex: hexOf(data),
    note,
  })
}

// Spreading what is common would make a slow object of it: exports take three times as long.
function messageFacts(record: ExportedRecord) {
  const { direction, length, cause, flags, link, record: number } = record.facts
  const facts = Object.assign(commonFacts(record), {
    direction,
    length,
    cause,
    flags: flagNames(flags),
    opcode: opcodeOf(flags),
  })
  return link > 0 ? Object.assign(facts, { original: number - link }) : facts
}

function commonFacts({ facts, address }: ExportedRecord) {
  return {
    record: facts.record,
    time: isoTime(facts.time),
    timeUs: facts.time,
    kind: facts.kind,
    peer: facts.peer > 0 ? facts.peer : null,
    address: address === '' ? null : address,
  }
}
