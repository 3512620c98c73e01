import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { opcodeOf } from '../../../../shared/capture/opcode'
import { recordFlags, type RecordFacts } from '../../../../shared/capture/record'
import type { TextEncoding } from '../../../../shared/encoding/text-encoding'
import type { ExportOptions } from '../../../../shared/contract/engine/export-calls'
import type { CaptureKind } from '../../../../shared/endpoints/endpoint-kind'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'

/** One record as an export gets it: its facts with all of its payload, or with the facts of its event. */
export interface ExportedRecord {
  readonly facts: RecordFacts
  /** Remote address of the peer; empty where none is concerned or known. */
  readonly address: string
  /** The addresses of both sides; null where no peer is concerned or its addresses are not known. */
  readonly ends: PeerEnds | null
  /** The payload of a message, or a piece of it; empty for an event. */
  readonly data: Uint8Array
  /** Position of `data` in the message. */
  readonly offset: number
  /** How many times all of the message was handed over before, see {@link ExportFormatWriter.passes}. */
  readonly pass: number
  /** More of the message is handed over next. */
  readonly goesOn: boolean
  readonly event: CaptureEvent | null
  /** What a person wrote about it, empty where it is only bookmarked; null where it is not. */
  readonly note: string | null
}

/** The addresses between which the messages of a peer went. `local` is null where the capture does not tell it. */
export interface PeerEnds {
  /** The event with which it appeared: a TCP connection that was accepted or made, or datagrams. */
  readonly appeared: 'accepted' | 'connected' | 'peer-appeared'
  readonly local: SocketAddress | null
  readonly remote: SocketAddress
}

/** What an export is of. */
export interface ExportContext {
  /** Name of the capture's folder. */
  readonly capture: string
  readonly endpoint: { readonly name: string; readonly kind: CaptureKind }
  /** In which text is read. */
  readonly encoding: TextEncoding
  /** Empty where the export takes everything. */
  readonly filter: string
  readonly options: ExportOptions
}

/** Writes one file format. To add a format, add such a writer and name it in `export-formats.ts`. */
export interface ExportFormatWriter<T extends string | Uint8Array = string | Uint8Array> {
  /** Longer messages are handed over in consecutive pieces of so many bytes. */
  readonly pieceBytes: number
  /** How many times the pieces of such a message are handed over, from the first to the last; once without it. */
  readonly passes?: number
  /** What stands before the first record. */
  begin(): T
  /** Some records, in order. */
  records(records: readonly ExportedRecord[]): T
  /** What is held back for what may come next; asked for when nothing more is there for now. */
  pause?(): T
  /** What stands after the last record. */
  end(): T
}

/** In which pieces formats of one row a record get long messages. */
export const rowPieceBytes = 1024 * 1024

/** Is this not all of its message? */
export function isPiece({ offset, pass, goesOn }: ExportedRecord): boolean {
  return goesOn || offset > 0 || pass > 0
}

/** Does `data` reach the end of its message? */
export function endsMessage({ facts, offset, data }: ExportedRecord): boolean {
  return offset + data.length === facts.length
}

/** A note in words of one line: `Note: check this`, or `Bookmark` where nothing was written. */
export function noteWords(note: string): string {
  const line = note.replace(/\s+/g, ' ').trim()
  return line === '' ? 'Bookmark' : `Note: ${line}`
}

/** What stands behind the length of a message in formats for reading: why it went out, its opcode, its flags. */
export function marksOf({ cause, flags }: Pick<RecordFacts, 'cause' | 'flags'>): string[] {
  const opcode = opcodeOf(flags)
  return [...(cause === 'none' ? [] : [cause]), ...(opcode ? [opcode] : []), ...flagNames(flags)]
}

const flagBits = Object.entries(recordFlags)

/** Names of the flags that are set. */
export function flagNames(flags: number): string[] {
  return flags === 0 ? [] : flagBits.flatMap(([name, bit]) => (flags & bit ? [name] : []))
}

export function hexOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')
}
