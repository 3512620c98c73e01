import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import type { UnfinishedMessage } from '../../capture/unfinished-message'

/** Takes the messages of one peer. */
export interface MessageSink {
  readonly peer: number
  /** Of a relay, whose target is framed too; `in` where it is left out. */
  readonly direction?: 'in' | 'out'
  /** Now, by the clock of the capture: µs since the epoch. */
  now(): number
  /** True while the peer may have sent what is not read yet. */
  readonly isPaused: boolean
  /** Whole messages behind one another in `chunk` from `from`; the n-th ends before `ends[n]`. Valid during the call. */
  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void
  /** One message or part of one, with its record flags; with `isEnd` it is complete now. `time` if not now. */
  message(bytes: Uint8Array, flags: number, isEnd: boolean, time?: number): void
  /** Something about the framing that the person should know. */
  tell(event: CaptureEvent): void
  /** `message` grew or shrank by `change` bytes. */
  holds(message: UnfinishedMessage, change: number): void
}

/** Makes messages of the chunks of one peer. Messages keep their delimiters and prefixes: joined, they are the stream. */
export interface Framer {
  /**
   * Takes a chunk and hands on every message that is whole now, in order. Messages may lie in the chunk, and be valid no
   * longer than it is.
   */
  push(chunk: Buffer): void
  /** The stream has ended: hands on what is left. */
  end(): void
}

export type MakeFramer = (sink: MessageSink) => Framer
