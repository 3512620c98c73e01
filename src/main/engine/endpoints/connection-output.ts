import type { Cause } from '../../../shared/capture/record'
import type { PeerFaults } from '../faults/peer-faults'
import type { ConnectionEnding } from './connection-ending'
import type { ConnectionHost } from './connection-host'
import { DrainWait } from './stream/drain-wait'
import { OutputLedger, type Unsent } from './stream/output-ledger'
import type { PeerStream } from './stream/peer-stream'

/** What one connection sends: recorded, counted, by way of the faults of its endpoint, and queued in its stream. */
export class ConnectionOutput {
  /** Bytes of messages handed to the stream, without those that never left. */
  sentBytes = 0
  /** What strikes messages on their way; the connection sets it before it sends. */
  faults: PeerFaults | null = null
  protected readonly ledger: OutputLedger
  readonly #drainWait = new DrainWait()
  #lost: Unsent | null = null

  constructor(
    protected readonly peer: number,
    protected readonly stream: PeerStream,
    protected readonly host: ConnectionHost,
  ) {
    this.ledger = new OutputLedger(stream)
  }

  /** Bytes that wait for the peer or for their time. */
  get queuedBytes(): number {
    return this.stream.queuedBytes + (this.faults?.waitingOut ?? 0)
  }

  /** Bytes that never left. */
  get lostBytes(): number {
    return this.#lost?.bytes ?? 0
  }

  /** Records and hands over a message that may be sent. `flags` are its record flags. */
  send(bytes: Uint8Array, cause: Cause, flags: number): void {
    this.host.traffic.sentMessages++
    if (this.faults?.hasOut) this.faults.sent(bytes, cause, flags)
    else this.put(bytes, this.host.recorder.messageOut(this.peer, bytes, cause, flags))
  }

  /** Hands bytes of `record` to the stream, unless our side has ended. */
  put(bytes: Uint8Array, record: number): void {
    if (this.stream.isDestroyed || this.stream.isEnding || this.stream.hasEnded) return
    this.host.traffic.sentBytes += bytes.length
    this.sentBytes += bytes.length
    this.ledger.look()
    this.stream.write(bytes)
    this.ledger.wrote(record, bytes.length)
    if (this.faults?.hasOut && this.queuedBytes > 0) this.stream.afterQueued(this.#queueLeft)
  }

  /** To be called once a second: notes how far the kernel has come. */
  look(): void {
    this.ledger.look()
  }

  /**
   * Resolves when nothing is queued any more, or the connection is closed: with the bytes that never left. `isOpen`:
   * our end was not asked for.
   */
  allLeft(isOpen: boolean): Promise<number> {
    if (this.queuedBytes === 0 && !this.stream.isDestroyed) return Promise.resolve(0)
    // Behind our end nothing can be written; that it has left, or the close, tells.
    if (isOpen && !this.stream.isDestroyed) this.stream.afterQueued(this.#queueLeft)
    return this.#drainWait.begin()
  }

  /** Everything has left, and our end behind it. */
  endSent(): void {
    this.#drainWait.end(0)
  }

  /** The stream has failed: what had not left by then is lost. */
  failed(writeFailed: boolean): void {
    this.#lost ??= this.unsent(writeFailed)
  }

  /** What is queued is about to be thrown away. */
  dropQueued(): void {
    this.#lost = this.unsent(false)
  }

  /** Takes back and records what never left. `ending` tells why. */
  tellLost(ending: ConnectionEnding): void {
    if (!this.#lost) return
    const { record, bytes } = this.#lost
    this.sentBytes -= bytes
    this.host.traffic.sentBytes -= bytes
    const failure = ending.sendFailure(bytes).toFailure()
    this.host.recorder.event(this.peer, { event: 'send-failed', record, unsent: bytes, failure })
  }

  /** The connection is closed: whoever waits for {@link allLeft} is told. */
  closed(): void {
    this.#drainWait.end(this.lostBytes)
  }

  /** What never reached the kernel, see {@link OutputLedger.unsent}. */
  protected unsent(writeFailed: boolean): Unsent | null {
    return this.ledger.unsent(writeFailed)
  }

  /** What was queued has left, unless the stream failed, which its close tells. */
  readonly #queueLeft = (): void => {
    if (!this.stream.isDestroyed && this.queuedBytes === 0) this.#drainWait.end(0)
  }
}
