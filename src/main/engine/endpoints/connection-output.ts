import type { Cause } from '../../../shared/capture/record'
import type { CarriedRecord } from '../faults/fault-outlet'
import type { PeerFaults } from '../faults/peer-faults'
import type { ConnectionEnding } from './connection-ending'
import type { ConnectionHost } from './connection-host'
import { DrainWait } from './stream/drain-wait'
import type { PeerStream } from './stream/peer-stream'
import { StreamOutput } from './stream/stream-output'

/** What one connection sends: recorded, counted, by way of the faults of its endpoint, and queued in its stream. */
export class ConnectionOutput extends StreamOutput {
  /** What strikes messages on their way; the connection sets it before it sends. */
  faults: PeerFaults | null = null
  readonly #drainWait = new DrainWait()

  constructor(
    protected readonly peer: number,
    stream: PeerStream,
    protected readonly host: ConnectionHost,
  ) {
    super(stream)
  }

  /** Bytes that wait for the peer or for their time. */
  get queuedBytes(): number {
    return this.stream.queuedBytes + (this.faults?.waitingOut ?? 0)
  }

  /** Records and hands over a message that may be sent. `flags` are its record flags. */
  send(bytes: Uint8Array, cause: Cause, flags: number): void {
    this.host.traffic.sentMessages++
    if (this.faults?.hasOut) return this.faults.sent(bytes, cause, flags)
    this.put(bytes, { record: this.host.recorder.messageOut(this.peer, bytes, cause, flags), flags }, true)
  }

  /** Hands bytes of a message to the stream, unless our side has ended; `isLast`: they are its end. */
  put(bytes: Uint8Array, { record }: CarriedRecord, _isLast: boolean): void {
    if (this.stream.isDestroyed || this.stream.isEnding || this.stream.hasEnded) return
    this.host.traffic.sentBytes += bytes.length
    this.handOver(bytes, record)
    this.tellWhenLeft()
  }

  /**
   * Resolves when nothing is queued any more, or the connection is closed: with the bytes that never left. `isOpen`:
   * our end was not asked for.
   */
  allLeft(isOpen: boolean): Promise<number> {
    if (this.queuedBytes === 0 && !this.stream.isDestroyed) return Promise.resolve(0)
    const left = this.#drainWait.begin()
    // Behind our end nothing can be written; that it has left, or the close, tells.
    if (isOpen) this.tellWhenLeft()
    return left
  }

  /** Everything has left, and our end behind it. */
  endSent(): void {
    this.#drainWait.end(0)
  }

  /** Takes back and records what never left. `ending` tells why. */
  tellLost(ending: ConnectionEnding): void {
    const lost = this.takeBackLost(ending)
    if (!lost) return
    this.host.traffic.sentBytes -= lost.unsent
    this.host.recorder.event(this.peer, lost)
  }

  /** The connection is closed: whoever waits for {@link allLeft} is told. */
  closed(): void {
    this.#drainWait.end(this.lostBytes)
  }

  /** Whoever waits for {@link allLeft} is told when what is in the stream now has left, unless more waits by then. */
  protected tellWhenLeft(): void {
    const { isDestroyed, isEnding, hasEnded } = this.stream
    if (isDestroyed || isEnding || hasEnded || !this.#drainWait.isAwaited) return
    this.stream.afterQueued(this.#queueLeft)
  }

  /** What was queued has left, unless the stream failed, which its close tells. */
  readonly #queueLeft = (): void => {
    if (!this.stream.isDestroyed && this.queuedBytes === 0) this.#drainWait.end(0)
  }
}
