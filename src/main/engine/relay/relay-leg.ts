import type { CaptureEvent, RelayLegName } from '../../../shared/capture/capture-event'
import type { LegStatus } from '../../../shared/endpoints/endpoint-status'
import type { TlsSession } from '../../../shared/endpoints/tls-session'
import type { Recorder } from '../capture/recorder'
import { StreamOwner } from '../endpoints/stream-owner'
import type { PeerStream } from '../endpoints/stream/peer-stream'
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
export class RelayLeg extends StreamOwner<LegOutput> implements HandshakingPeer {
  receivedBytes = 0
  #session: TlsSession | null = null
  protected override isSecuring = false
  #isReading = false

  constructor(
    readonly name: RelayLegName,
    stream: PeerStream,
    private readonly owner: LegOwner,
  ) {
    super(stream, new LegOutput(stream))
    stream.listen(this)
  }

  // -- the beginning ------------------------------------------------------------------------------------------------

  /** Puts TLS on it. Nothing is read any more until {@link read} is called, nor written meanwhile. */
  async secure(securing: Securing): Promise<HandshakeOutcome> {
    this.output.leave()
    this.isSecuring = true
    this.#isReading = false
    this.stateChanged()
    const outcome = await secureStream(this, securing)
    this.isSecuring = false
    this.#session = outcome.session
    // Everything from before has left.
    this.drained()
    this.stateChanged()
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

  /** So much waits for it that the other leg should not be read. */
  get isSlow(): boolean {
    return this.output.isSlow
  }

  get queuedBytes(): number {
    return this.isClosed ? 0 : this.stream.queuedBytes
  }

  get sentBytes(): number {
    return this.output.sentBytes
  }

  /** What TLS agreed on; null where it did not. */
  get session(): TlsSession | null {
    return this.#session
  }

  status(): LegStatus {
    const { local, remote, state, session } = this
    return { local, remote, state, session }
  }

  override stateChanged(): void {
    this.owner.legChanged()
  }

  override tell(event: CaptureEvent): void {
    this.owner.recorder.event(this.owner.peer, { ...event, leg: this.name })
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
    return !this.ends.isOursAsked && !this.stream.isDestroyed && !this.isSecuring
  }

  /** Writes bytes of `record`, unless our direction has ended. */
  write(bytes: Uint8Array, record: number): void {
    if (this.isWritable) this.output.write(bytes, record)
  }

  override received(chunk: Buffer): void {
    this.receivedBytes += chunk.length
    this.owner.legReceived(this, chunk)
  }

  override drained(): void {
    this.output.giveBack()
    this.owner.legDrained(this)
  }

  // -- the end ------------------------------------------------------------------------------------------------------

  override endReceived(): void {
    // What tells an end from a reset goes behind what waits.
    this.output.leave()
    if (this.ends.isReset()) return
    this.ends.takePeersEnd()
    this.owner.legEnding(this)
    this.tell({ event: 'end-received' })
    this.owner.legEnded(this)
    this.stateChanged()
  }

  override reset(): void {
    // What came before the reset goes before it here too.
    this.output.leave()
    super.reset()
  }

  protected override allSent(): void {
    this.output.giveBack()
  }

  protected override broke(): void {
    this.owner.legBroke(this)
  }

  override closed(): void {
    if (this.isClosed) return
    this.stream.takeBuffered()
    this.owner.legEnding(this)
    this.ends.until = Date.now()
    this.output.closed()
    const lost = this.output.takeBackLost(this.ending)
    if (lost) this.tell(lost)
    this.#tellClosed(this.ends.until - this.since)
    this.owner.legClosed()
  }

  #tellClosed(durationMs: number): void {
    const { receivedBytes, sentBytes } = this
    this.tell({ event: 'leg-closed', leg: this.name, end: this.end(), receivedBytes, sentBytes, durationMs })
  }
}
