import type { Failure } from '../../../../shared/contract/errors'
import type { ConnectionEnding } from '../connection-ending'
import { OutputLedger, type Unsent } from './output-ledger'
import type { PeerStream } from './peer-stream'

/** Bytes of records that never left, as an event tells them. */
interface SendFailed {
  readonly event: 'send-failed'
  readonly record: number
  readonly unsent: number
  readonly failure: Failure
}

/** What is handed to a stream: counted, and known as far as it never left. */
export class StreamOutput {
  /** Bytes of messages handed to the stream, without those that never left. */
  sentBytes = 0
  protected readonly ledger: OutputLedger
  #lost: Unsent | null = null

  constructor(protected readonly stream: PeerStream) {
    this.ledger = new OutputLedger(stream)
  }

  /** Bytes that never left; known once the stream has failed. */
  get lostBytes(): number {
    return this.#lost?.bytes ?? 0
  }

  /** To be called once a second: notes how far the kernel has come. */
  look(): void {
    this.ledger.look()
  }

  /** The stream has failed: what had not left by then is lost. */
  failed(writeFailed: boolean): void {
    this.#lost ??= this.unsent(writeFailed)
  }

  /** What is queued is about to be thrown away. */
  dropQueued(): void {
    this.#lost = this.unsent(false)
  }

  /** Counts back what never left; the event that tells of it, null where there is nothing. `ending` tells why. */
  takeBackLost(ending: ConnectionEnding): SendFailed | null {
    if (!this.#lost) return null
    const { record, bytes: unsent } = this.#lost
    this.sentBytes -= unsent
    return { event: 'send-failed', record, unsent, failure: ending.sendFailure(unsent).toFailure() }
  }

  /** Hands bytes of `record` to the stream, which must be open. */
  protected handOver(bytes: Uint8Array, record: number): void {
    this.sentBytes += bytes.length
    this.ledger.look()
    this.stream.write(bytes)
    this.ledger.wrote(record, bytes.length)
  }

  /** What never reached the kernel, see {@link OutputLedger.unsent}. */
  protected unsent(writeFailed: boolean): Unsent | null {
    return this.ledger.unsent(writeFailed)
  }
}
