import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause, Direction } from '../../../shared/capture/record'
import type { RecordingStatus } from '../../../shared/endpoints/endpoint-status'
import type { CaptureClock } from './capture-clock'
import type { UnfinishedMessage } from './unfinished-message'

/** Inbound payload bytes as the recorder counts them; `taken = recorded + pending + lost` at any moment. */
export interface RecorderCounters {
  /** Handed to the recorder, as messages or as a part of one that is unfinished. */
  readonly taken: number
  /** On disk. */
  readonly recorded: number
  /** Waiting to be written, or for the rest of their message. */
  readonly pending: number
  /** Dropped because the disk refused them. */
  readonly lost: number
  /** Messages on disk, in both directions. */
  readonly messages: number
}

/**
 * Appends to the capture of one run of one endpoint. Never blocks and never throws on a failing disk: what cannot be
 * written is counted as lost and told by an event. Payload buffers are kept until written and must not be changed, but
 * passing bytes of a socket's reading are copied at once, or their slab is held.
 * `openRecorder` has recorded the event `started` already. While recording is stopped record numbers are 0, and those
 * of records that were lost on their way to the disk go to the next ones.
 */
export interface Recorder {
  readonly clock: CaptureClock
  /**
   * Records a message received from `peer`; returns its record number. `flags` as of `recordFlags`, `time` that of its
   * last byte where that came earlier: µs since the epoch. `cause` is what has changed its way.
   */
  messageIn(peer: number, bytes: Uint8Array, flags?: number, time?: number, cause?: Cause): number
  /**
   * Records messages from `peer` that lie behind one another in `chunk` from `from`; the n-th ends before `ends[n]`.
   * Returns the record number of the first.
   */
  messagesIn(peer: number, chunk: Uint8Array, from: number, ends: Uint32Array, count: number): number
  /**
   * Takes note that bytes which are no whole message yet grew or shrank by `change`. They count as taken and pending,
   * and are journalled.
   */
  holds(message: UnfinishedMessage, change: number): void
  /** Records a message handed to `write()`; returns its record number. `flags` as of `recordFlags`. */
  messageOut(peer: number, bytes: Uint8Array, cause: Cause, flags?: number): number
  /**
   * Records what became of the record `original`, flagged `altered` whatever else `flags` say; returns its record
   * number. Its bytes were counted with the original.
   */
  altered(
    peer: number,
    direction: Exclude<Direction, 'none'>,
    bytes: Uint8Array,
    cause: Cause,
    original: number,
    flags?: number,
  ): number
  /** Records an event; `peer` is 0 where none is concerned. Returns its record number. */
  event(peer: number, event: CaptureEvent): number
  readonly counters: RecorderCounters
  /** Notes in the capture how text is encoded. */
  setEncoding(encoding: TextEncoding): void
  status(): RecordingStatus
  /** True while so much waits for the disk that sockets must not be read. */
  readonly congested: boolean
  /** Called with each change of {@link congested}. */
  onCongestion(listener: (congested: boolean) => void): void
  /** Called when what {@link status} tells has changed; at most 30 times a second. */
  onProgress(listener: () => void): void
  /**
   * Resolves when all that was recorded until now is on disk, or lost: the memory that it was handed over in may be used
   * for something else.
   */
  written(): Promise<void>
  /** Writes all that waits, syncs, closes the files and releases the lock. Pending is 0 afterwards. */
  close(): Promise<void>
}
