import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { recordFlags, type RecordFacts } from '../../../../shared/capture/record'

/** One record as an export gets it: its facts with all of its payload, or with the facts of its event. */
export interface ExportedRecord {
  readonly facts: RecordFacts
  /** Remote address of the peer; empty where none is concerned or known. */
  readonly address: string
  /** The whole payload of a message; empty for an event. */
  readonly data: Uint8Array
  readonly event: CaptureEvent | null
}

/** Writes one file format. To add a format, add such a writer and name it in `export-formats.ts`. */
export interface ExportFormatWriter {
  /** What stands before the first record. */
  begin(): string
  /** Some records, in order. */
  records(records: readonly ExportedRecord[]): string
  /** What stands after the last record. */
  end(): string
}

const flagBits = Object.entries(recordFlags)

/** Names of the flags that are set. */
export function flagNames(flags: number): string[] {
  return flags === 0 ? [] : flagBits.flatMap(([name, bit]) => (flags & bit ? [name] : []))
}

export function hexOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')
}
