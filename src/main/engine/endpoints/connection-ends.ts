import type { PeerState } from '../../../shared/endpoints/endpoint-status'
import type { PeerFaults } from '../faults/peer-faults'
import type { ConnectionEnding } from './connection-ending'
import type { PeerStream } from './stream/peer-stream'
import type { StreamOutput } from './stream/stream-output'

/** The two directions of a connection, each of which ends by itself, and how the whole is let go. */
export class ConnectionEnds {
  /** When the connection was closed, ms since the epoch; null until then. */
  until: number | null = null
  /** Our end was asked for; it leaves behind what is queued. */
  isOursAsked = false
  isPeersReceived = false
  /** What strikes messages on their way; set before anything ends. */
  faults: PeerFaults | null = null

  constructor(
    private readonly stream: PeerStream,
    private readonly ending: ConnectionEnding,
    private readonly output: Pick<StreamOutput, 'dropQueued'>,
  ) {}

  /** As far as it follows from the ends; `isSecuring` while TLS is not there yet. */
  state(isSecuring: boolean): PeerState {
    if (this.until !== null) return 'closed'
    if (this.ending.isUnderWay || (this.isOursAsked && this.isPeersReceived)) return 'closing'
    if (isSecuring) return 'securing'
    if (this.isOursAsked) return 'half-closed-local'
    return this.isPeersReceived ? 'half-closed-remote' : 'open'
  }

  /** Ends our side once everything sent has left, what faults hold back among it; a second call does nothing. */
  endOurs(by: 'us' | 'peer'): void {
    if (this.isOursAsked || this.stream.isDestroyed) return
    this.isOursAsked = true
    this.ending.finBy ??= by
    if (this.faults?.hasOut) this.faults.end()
    else this.stream.end()
  }

  /** Ends our side behind what the stream has; what faults hold back is not waited for. */
  endNow(): void {
    this.isOursAsked = true
    this.ending.finBy ??= 'us'
    if (!this.stream.isDestroyed) this.stream.end()
  }

  /**
   * Is the peer's end a reset? libuv reports one that comes together with data as a plain end. A write of no bytes tells
   * them apart: after a reset it fails, and `failed` follows.
   */
  isReset(): boolean {
    if (this.isOursAsked) return false
    this.stream.probe()
    return this.stream.hasFailed
  }

  /** The peer has ended its side. */
  takePeersEnd(): void {
    this.isPeersReceived = true
    this.ending.finBy ??= 'peer'
  }

  /** Lets go of the stream without more ado; what was read from it is still taken. */
  letGo(): void {
    this.stream.takeBuffered()
    this.stream.destroy()
  }

  /** Ends both sides as soon as that can be; false where it is under way or there is nothing to end. */
  reset(): boolean {
    if (this.ending.resetting || this.stream.isDestroyed) return false
    this.ending.resetting = true
    // libuv refuses a reset while the FIN is on its way into the kernel, which takes one turn of the loop.
    if (!this.stream.isEnding || this.stream.queuedBytes > 0) this.resetNow()
    return true
  }

  /** Ends both sides and throws away what is queued. */
  resetNow(): void {
    this.stream.takeBuffered()
    this.output.dropQueued()
    this.stream.reset()
  }

  /**
   * To be called once a second. After the peer's FIN the system no longer tells us of a reset; only a write does, and
   * one of no bytes disturbs nobody.
   */
  look(): void {
    const silent = this.isPeersReceived && !this.isOursAsked && this.stream.queuedBytes === 0
    if (silent && !this.stream.isDestroyed) this.stream.probe()
  }
}
