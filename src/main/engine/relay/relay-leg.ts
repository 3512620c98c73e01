import type { CaptureEvent, RelayLegName } from '../../../shared/capture/capture-event'
import type { SockwrightError } from '../../../shared/contract/errors'
import type { LegStatus, PeerEnd, PeerState } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { TlsSession } from '../../../shared/endpoints/tls-session'
import type { Recorder } from '../capture/recorder'
import { ConnectionEnding } from '../endpoints/connection-ending'
import { ConnectionEnds } from '../endpoints/connection-ends'
import { ReadingPauses } from '../endpoints/reading-pauses'
import type { PeerStream, StreamError, StreamListener } from '../endpoints/stream/peer-stream'
import { secureStream, type HandshakingPeer, type HandshakeOutcome } from '../endpoints/tls/stream-handshake'
import type { Securing } from '../endpoints/tls/tls-settings'
import { LegOutput } from './leg-output'

/** What a pair is told of its legs. */
export interface LegOwner {
  readonly peer: number
  readonly recorder: Recorder
  /** Bytes came; `passing` ones are valid during the call only. */
  legReceived(leg: RelayLeg, chunk: Buffer): void
  /** The other side of this leg has ended its direction. */
  legEnded(leg: RelayLeg): void
  /** Nothing more comes from this leg, whose end is recorded next: what it left unfinished belongs before. */
  legEnding(leg: RelayLeg): void
  /** What was queued for this leg has left. */
  legDrained(leg: RelayLeg): void
  /** The other side of this leg is gone, or the connection failed. */
  legBroke(leg: RelayLeg): void
  legChanged(): void
  /** Its last event is recorded. */
  legClosed(): void
}

/** One of the two connections of a relay's peer. Owns its stream. */
export class RelayLeg implements StreamListener, HandshakingPeer {
  readonly since = Date.now()
  /** Whether it is read. */
  readonly reading: ReadingPauses
  receivedBytes = 0
  readonly #ending: ConnectionEnding
  readonly #ends: ConnectionEnds
  readonly #output: LegOutput
  #session: TlsSession | null = null
  #isSecuring = false
  #isReading = false

  constructor(
    readonly name: RelayLegName,
    readonly stream: PeerStream,
    private readonly owner: LegOwner,
  ) {
    this.reading = new ReadingPauses(stream)
    this.#ending = new ConnectionEnding(stream.remote)
    this.#output = new LegOutput(stream)
    this.#ends = new ConnectionEnds(stream, this.#ending, this.#output, null)
    stream.listen(this)
  }

  // -- the beginning ------------------------------------------------------------------------------------------------

  /** Puts TLS on it. Nothing is read any more until {@link read} is called, nor written meanwhile. */
  async secure(securing: Securing): Promise<HandshakeOutcome> {
    this.#output.leave()
    this.#isSecuring = true
    this.#isReading = false
    this.owner.legChanged()
    const outcome = await secureStream(this, securing)
    this.#isSecuring = false
    this.#session = outcome.session
    // Everything from before has left.
    this.drained()
    this.owner.legChanged()
    return outcome
  }

  /** Begins to read; later calls change nothing. */
  read(): void {
    if (this.#isReading || this.stream.isDestroyed) return
    this.#isReading = true
    this.stream.read()
    if (this.reading.isPaused) this.stream.pause()
  }

  // -- how it stands ------------------------------------------------------------------------------------------------

  get local(): SocketAddress {
    return this.stream.local
  }

  get remote(): SocketAddress {
    return this.stream.remote
  }

  get isClosed(): boolean {
    return this.#ends.until !== null
  }

  get isEnding(): boolean {
    return this.isClosed || this.#ending.isUnderWay
  }

  /** So much waits for it that the other leg should not be read. */
  get isSlow(): boolean {
    return this.#output.isSlow
  }

  get queuedBytes(): number {
    return this.isClosed ? 0 : this.stream.queuedBytes
  }

  get sentBytes(): number {
    return this.#output.sentBytes
  }

  get state(): PeerState {
    return this.#ends.state(this.#isSecuring)
  }

  /** What TLS agreed on; null where it did not. */
  get session(): TlsSession | null {
    return this.#session
  }

  status(): LegStatus {
    const { local, remote, state, session } = this
    return { local, remote, state, session }
  }

  /** Valid once it is closed. */
  end(): PeerEnd {
    return this.#ending.end()
  }

  tell(event: CaptureEvent): void {
    this.owner.recorder.event(this.owner.peer, { ...event, leg: this.name })
  }

  /** To be called once a second. */
  look(): void {
    this.#output.look()
    this.#ends.look()
  }

  setNoDelay(on: boolean): void {
    this.stream.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.stream.setKeepAlive(on, delayMs)
  }

  // -- what passes --------------------------------------------------------------------------------------------------

  /** Can something be written now? Not any more once our direction has ended. */
  get isWritable(): boolean {
    return !this.#ends.isOursAsked && !this.stream.isDestroyed && !this.#isSecuring
  }

  /** Writes bytes of `record`, unless our direction has ended. */
  write(bytes: Uint8Array, record: number): void {
    if (this.isWritable) this.#output.write(bytes, record)
  }

  received(chunk: Buffer): void {
    this.receivedBytes += chunk.length
    this.owner.legReceived(this, chunk)
  }

  drained(): void {
    this.#output.giveBack()
    this.owner.legDrained(this)
  }

  // -- the end ------------------------------------------------------------------------------------------------------

  /** Ends our direction once everything written has left. */
  endOurs(by: 'us' | 'peer'): void {
    // Its own end would be one of TLS.
    if (this.#isSecuring) return
    this.#ends.endOurs(by)
    this.owner.legChanged()
  }

  /** Sends what is queued, ends our direction and lets go (close(2)). */
  close(): void {
    if (this.#ending.isUnderWay || this.stream.isDestroyed) return
    this.#ending.closing = true
    if (this.#isSecuring) this.#ends.letGo()
    else this.#ends.endOurs('us')
    if (this.stream.hasEnded) this.#ends.letGo()
    this.owner.legChanged()
  }

  /** Ends both directions at once; the other side sees a reset. */
  reset(): void {
    // What came before the reset goes before it here too.
    this.#output.leave()
    if (this.#ends.reset()) this.owner.legChanged()
  }

  fail(failure: SockwrightError): void {
    this.#ending.error ??= failure
    this.stream.destroy()
  }

  endReceived(): void {
    // What tells an end from a reset goes behind what waits.
    this.#output.leave()
    if (this.#ends.isReset()) return
    this.#ends.takePeersEnd()
    this.owner.legEnding(this)
    this.tell({ event: 'end-received' })
    this.owner.legEnded(this)
    this.owner.legChanged()
  }

  endSent(): void {
    this.tell({ event: 'end-sent' })
    this.#output.giveBack()
    if (this.#ending.resetting) this.#ends.resetNow()
    else if (this.#ending.closing) this.#ends.letGo()
    else this.owner.legChanged()
  }

  failed(error: StreamError): void {
    if (this.#ending.error) return
    this.#ending.error = error
    this.#output.failed(error.syscall === 'write')
    this.owner.legBroke(this)
  }

  closed(): void {
    if (this.isClosed) return
    this.stream.takeBuffered()
    this.owner.legEnding(this)
    this.#ends.until = Date.now()
    this.#output.closed()
    const lost = this.#output.takeBackLost(this.#ending)
    if (lost) this.tell(lost)
    this.#tellClosed(this.#ends.until - this.since)
    this.owner.legClosed()
  }

  #tellClosed(durationMs: number): void {
    const { receivedBytes, sentBytes } = this
    this.tell({ event: 'leg-closed', leg: this.name, end: this.end(), receivedBytes, sentBytes, durationMs })
  }
}
