import { Fifo } from '../../queues/fifo'
import type { OutputLedger } from '../stream/output-ledger'
import type { PeerStream } from '../stream/peer-stream'
import { PerMessageDeflate, Sender, type Deflate, type FrameOutlet } from './frame-library'

/** A frame that is being made: the record that it carries and the bytes of its payload. */
interface WaitingFrame {
  readonly record: number
  readonly payload: number
}

/** Makes frames and writes them, in order, to the stream of a peer. */
export class FrameWriter implements FrameOutlet {
  readonly #sender: Sender
  readonly #waiting = new Fifo<WaitingFrame>()
  #waitingBytes = 0
  #frameBytes = 0
  readonly #whenIdle: (() => void)[] = []

  constructor(
    private readonly stream: PeerStream,
    private readonly ledger: OutputLedger,
    private readonly deflate: Deflate | null,
    /** Clients mask what they send. */
    private readonly masks: boolean,
  ) {
    this.#sender = new Sender(this, deflate ? { [PerMessageDeflate.extensionName]: deflate } : {})
  }

  /** Payload bytes that wait to be compressed. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** The first record that has not been written yet; 0 where all have been. */
  get waitingRecord(): number {
    return this.#waiting.first?.record ?? 0
  }

  /** A message, or a fragment of one; `isLast`: it ends there. */
  message(record: number, bytes: Uint8Array, isBinary: boolean, isLast: boolean): void {
    const written = this.#begin(record, bytes.length)
    const options = { binary: isBinary, compress: this.deflate !== null, fin: isLast, mask: this.masks }
    this.#sender.send(bytes, options, written)
  }

  control(record: number, bytes: Uint8Array, kind: 'ping' | 'pong'): void {
    this.#sender[kind](bytes, this.masks, this.#begin(record, bytes.length))
  }

  /** `code` null: without one. */
  close(record: number, code: number | null, reason: Uint8Array): void {
    const written = this.#begin(record, code === null ? 0 : 2 + reason.length)
    this.#sender.close(code ?? undefined, reason, this.masks, written)
  }

  /** Calls `done` once every frame has been given to the stream; at once where none waits. */
  whenIdle(done: () => void): void {
    if (this.#waiting.length === 0) done()
    else this.#whenIdle.push(done)
  }

  // -- what the library writes to -----------------------------------------------------------------------------------

  get destroyed(): boolean {
    return this.stream.isDestroyed
  }

  cork(): void {
    this.stream.cork()
  }

  uncork(): void {
    this.stream.uncork()
  }

  write(bytes: Uint8Array, written?: () => void): void {
    if (this.#frameBytes === 0) this.ledger.look()
    this.stream.write(bytes)
    this.#frameBytes += bytes.length
    written?.()
  }

  /** Frames are written in the order in which they were begun. */
  #begin(record: number, payload: number): (error?: Error) => void {
    this.#waiting.push({ record, payload })
    this.#waitingBytes += payload
    return (error) => {
      if (error) return
      this.#waiting.shift()
      this.#waitingBytes -= payload
      const length = this.#frameBytes
      this.#frameBytes = 0
      this.ledger.wrote(record, length, payload)
      if (this.#waiting.length === 0) this.#idle()
    }
  }

  #idle(): void {
    for (const done of this.#whenIdle.splice(0)) done()
  }
}
