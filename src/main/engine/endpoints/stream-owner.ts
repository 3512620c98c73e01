import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { SockwrightError } from '../../../shared/contract/errors'
import type { PeerEnd, PeerState } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { ConnectionEnding } from './connection-ending'
import { ConnectionEnds } from './connection-ends'
import { ReadingPauses } from './reading-pauses'
import type { PeerStream, StreamError, StreamListener } from './stream/peer-stream'
import type { StreamOutput } from './stream/stream-output'

/**
 * Whoever owns the stream of an open connection: when it is read, how it stands, and how it ends. That is the same for a
 * connection of an endpoint and for either connection of a relay's peer.
 */
export abstract class StreamOwner<O extends StreamOutput> implements StreamListener {
  readonly since = Date.now()
  /** Whether it is read. */
  readonly reading: ReadingPauses
  protected readonly ending: ConnectionEnding
  protected readonly ends: ConnectionEnds

  constructor(
    readonly stream: PeerStream,
    protected readonly output: O,
  ) {
    this.reading = new ReadingPauses(stream)
    this.ending = new ConnectionEnding(stream.remote)
    this.ends = new ConnectionEnds(stream, this.ending, output)
  }

  // -- how it stands ------------------------------------------------------------------------------------------------

  /** TLS is not there yet: an end of ours would be one of TLS. */
  protected abstract readonly isSecuring: boolean

  get local(): SocketAddress {
    return this.stream.local
  }

  get remote(): SocketAddress {
    return this.stream.remote
  }

  get isClosed(): boolean {
    return this.ends.until !== null
  }

  /** Closed, or about to be. */
  get isEnding(): boolean {
    return this.isClosed || this.ending.isUnderWay
  }

  get state(): PeerState {
    return this.ends.state(this.isSecuring)
  }

  /** To be called once a second. */
  look(): void {
    this.output.look()
    this.ends.look()
  }

  /** Its state is another one now. */
  abstract stateChanged(): void

  abstract tell(event: CaptureEvent): void

  // -- the end ------------------------------------------------------------------------------------------------------

  /** Ends our direction once everything sent has left; the other side may go on. */
  endOurs(): void {
    if (this.isSecuring) return
    this.ends.endOurs('us')
    this.stateChanged()
  }

  /** Sends what is queued, ends our direction and lets go without waiting for the other side's end (close(2)). */
  close(): void {
    if (this.ending.isUnderWay || this.stream.isDestroyed) return
    this.ending.closing = true
    // An end of its own would have to wait for the handshake.
    if (this.isSecuring) this.ends.letGo()
    else this.ends.endOurs('us')
    if (this.stream.hasEnded) this.ends.letGo()
    this.stateChanged()
  }

  /** Ends both directions at once and throws away what is queued; the other side sees a reset. */
  reset(): void {
    if (this.ends.reset()) this.stateChanged()
  }

  /** Ends the connection because of `failure`. */
  fail(failure: SockwrightError, how: 'destroy' | 'reset'): void {
    this.ending.error ??= failure
    if (how === 'reset') this.stream.reset()
    else this.stream.destroy()
  }

  endSent(): void {
    this.tell({ event: 'end-sent' })
    this.allSent()
    if (this.ending.resetting) this.ends.resetNow()
    else if (this.ending.closing) this.ends.letGo()
    else this.stateChanged()
  }

  failed(error: StreamError): void {
    if (this.ending.error) return
    this.ending.error = error
    this.output.failed(error.syscall === 'write')
    this.broke()
  }

  /** Valid once it is closed. */
  end(): PeerEnd {
    return this.ending.end()
  }

  /** Everything has left, and our end behind it. */
  protected abstract allSent(): void

  /** Something failed; `closed` follows. */
  protected abstract broke(): void

  abstract received(chunk: Buffer, isPassing: boolean): void
  abstract drained(): void
  abstract endReceived(): void
  abstract closed(): void
}
