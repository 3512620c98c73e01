import type { ExportOptions } from '../../../../shared/contract/engine/export-calls'
import { isOriginal } from '../../../../shared/capture/record'
import type { ExportContext, ExportedRecord, ExportFormatWriter } from './exported-record'

/** Long messages are read and written in such pieces. */
export const rawPieceBytes = 1024 * 1024

/** The bytes of the messages of one direction or both, in the order of the capture, with nothing between them. */
export function rawFormat({ options }: ExportContext): ExportFormatWriter<Uint8Array> {
  return {
    pieceBytes: rawPieceBytes,
    begin: () => new Uint8Array(),
    records: (records) =>
      Buffer.concat(records.flatMap((record) => (isTaken(record, options.direction) ? [record.data] : []))),
    end: () => new Uint8Array(),
  }
}

/** Is this a message of the wanted direction, as it came or was given? */
export function isTaken({ facts, event }: ExportedRecord, direction: ExportOptions['direction']): boolean {
  return event === null && isOriginal(facts.flags) && (direction === 'both' || facts.direction === direction)
}
