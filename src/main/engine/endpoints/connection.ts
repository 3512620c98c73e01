import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { CloseStatus, PeerDetails, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { CarriedRecord, FaultUnits } from '../faults/fault-outlet'
import { PeerFaults, type FaultyPeer } from '../faults/peer-faults'
import type { BehaviourPeer } from '../rules/behaviour'
import type { ConnectionHost } from './connection-host'
import { ConnectionInput } from './connection-input'
import { ConnectionOutput } from './connection-output'
import type { MakeFramer } from './framing/framer'
import { pausedFor } from './reading-pauses'
import { slowPeerBytes } from './slow-peer'
import { StreamOwner } from './stream-owner'
import type { PeerStream } from './stream/peer-stream'
import { PeerSecurity, type SecuredPeer } from './tls/peer-security'

const readyAtOnce: Promise<null> = Promise.resolve(null)

/**
 * One connection: one peer. Owns its stream. Its `closed` event comes exactly once and is the last of this peer. What it
 * receives, what it sends, when it is read and how it ends are parts of it; here they come together.
 */
export class Connection
  extends StreamOwner<ConnectionOutput>
  implements BehaviourPeer, SecuredPeer, FaultyPeer
{
  protected readonly input: ConnectionInput
  readonly #security: PeerSecurity | null
  readonly #faults: PeerFaults | null
  #ourNumber: string | null = null
  #isOpened = false
  #tellReady: (failure: Failure | null) => void = () => undefined

  constructor(
    readonly peer: number,
    stream: PeerStream,
    makeFramer: MakeFramer,
    protected readonly host: ConnectionHost,
    output = new ConnectionOutput(peer, stream, host),
  ) {
    super(stream, output)
    this.#security = host.security && new PeerSecurity(host.security, this)
    this.#faults = host.faults && new PeerFaults(host.faults, host.recorder, this)
    this.output.faults = this.#faults
    this.ends.faults = this.#faults
    this.input = new ConnectionInput(this, makeFramer, host, this.reading, this.#security, this.#faults)
  }

  // -- the beginning ------------------------------------------------------------------------------------------------

  /** Resolves when messages can pass, or with why they never will; it is closed, or about to be, then. */
  get ready(): Promise<Failure | null> {
    if (this.#isOpened || !this.#security?.comesFirst) return readyAtOnce
    return new Promise((resolve) => (this.#tellReady = resolve))
  }

  /** Begins: with TLS, where that comes first. The event with which the peer appears must be recorded before. */
  open(): void {
    this.stream.listen(this)
    if (this.#security?.comesFirst) this.#security.begin()
    else this.begin()
  }

  /** Bytes can pass: begins to read. */
  protected begin(): void {
    this.stream.read()
    this.opened()
  }

  /** Messages can pass. */
  protected opened(): void {
    this.#isOpened = true
    this.#tellReady(null)
    this.host.behaviour.opened(this)
  }

  // -- how it stands ------------------------------------------------------------------------------------------------

  protected override get isSecuring(): boolean {
    return this.#security?.isUnderWay === true
  }

  get queuedBytes(): number {
    return this.ends.until === null ? this.output.queuedBytes : 0
  }

  /** Bytes received of a message that is not whole. */
  get heldBytes(): number {
    return this.input.heldBytes
  }

  status(): PeerStatus {
    return {
      peer: this.peer,
      remote: this.remote,
      state: this.state,
      since: this.since,
      until: this.ends.until,
      receivedBytes: this.input.receivedBytes,
      sentBytes: this.output.sentBytes,
      queuedBytes: this.queuedBytes,
      end: this.ends.until === null ? null : this.end(),
      ourNumber: this.#ourNumber,
      session: this.#security?.session ?? null,
    }
  }

  details(): PeerDetails {
    return { local: this.local }
  }

  override tell(event: CaptureEvent): void {
    this.host.recorder.event(this.peer, event)
  }

  takesNumber(number: string): void {
    if (this.#ourNumber === number) return
    this.#ourNumber = number
    this.tell({ event: 'number-taken', number })
    this.host.stateChanged(this)
  }

  override stateChanged(): void {
    this.host.stateChanged(this)
  }

  // -- what it sends ------------------------------------------------------------------------------------------------

  /** May a message have no bytes? */
  get sendsEmpty(): boolean {
    return false
  }

  /** Sends what somebody asked for. Throws `E_PEER_HALF_CLOSED`, `E_PEER_SLOW` and `E_PEER_UNKNOWN`; nothing is sent then. */
  send(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    this.assertSendable()
    this.write(bytes, cause, frame)
  }

  /** Throws what {@link send} does. */
  assertSendable(): void {
    const { peer, queuedBytes: queued } = this
    if (this.ends.until !== null || this.stream.isDestroyed)
      throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    if (this.ends.isOursAsked) throw new SockwrightError('E_PEER_HALF_CLOSED', { peer })
    if (this.#security?.isUnderWay) throw new SockwrightError('E_PEER_SECURING', { peer })
    if (queued >= slowPeerBytes) throw new SockwrightError('E_PEER_SLOW', { peer, queued })
  }

  answer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    if (!this.canAnswer) return
    this.writeAnswer(bytes, cause, frame)
    if (this.queuedBytes >= slowPeerBytes) this.reading.pause(pausedFor.output)
  }

  protected get canAnswer(): boolean {
    return !this.ends.isOursAsked && !this.stream.isDestroyed && !this.#security?.isUnderWay
  }

  /** Records and hands over a message that may be sent; only some protocols have frames. */
  protected write(bytes: Uint8Array, cause: Cause, _frame?: PayloadFrame): void {
    this.output.send(bytes, cause, 0)
  }

  protected writeAnswer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    this.write(bytes, cause, frame)
  }

  say(bytes: Uint8Array, cause: Cause): void {
    if (!this.stream.isDestroyed) this.write(bytes, cause)
  }

  /** Sends a ping. Throws `E_WS_ONLY`, and for a WebSocket what {@link send} does. */
  ping(_payload: Uint8Array): void {
    throw new SockwrightError('E_WS_ONLY')
  }

  /** Resolves when nothing is queued any more, or the connection is closed: with the bytes that never left. */
  allLeft(): Promise<number> {
    if (this.ends.until !== null) return Promise.resolve(this.output.lostBytes)
    return this.output.allLeft(!this.ends.isOursAsked)
  }

  // -- what it receives, and when it is read ------------------------------------------------------------------------

  override received(chunk: Buffer, isPassing: boolean): void {
    this.input.take(chunk, isPassing)
  }

  holdsAnswers(change: number): void {
    this.reading.holdsAnswers(change)
  }

  override drained(): void {
    this.reading.resume(pausedFor.output)
  }

  /** The recorder is no longer congested. */
  captureCaughtUp(): void {
    this.reading.resume(pausedFor.capture)
  }

  // -- TLS ----------------------------------------------------------------------------------------------------------

  /**
   * Makes TLS of the stream as it is now. Throws `E_TLS_OFF`, `E_PEER_SECURED`, `E_PEER_SECURING`, `E_UPGRADE_PIPELINED`
   * and what {@link send} does.
   */
  upgrade(): void {
    if (!this.#security) throw new SockwrightError('E_TLS_OFF')
    this.#security.upgrade()
  }

  upgradeByRule(): void {
    if (this.#security) this.#security.upgradeByRule()
    else this.tell({ event: 'upgrade-refused', failure: new SockwrightError('E_TLS_OFF').toFailure() })
  }

  endPlainText(): void {
    this.input.beginAnew()
  }

  secured(): void {
    if (this.#isOpened) this.stream.read()
    else this.begin()
    if (this.reading.isPaused) this.stream.pause()
    this.host.stateChanged(this)
  }

  // -- faults -------------------------------------------------------------------------------------------------------

  /** The faults of the endpoint have changed. */
  renewFaults(): void {
    this.#faults?.renew()
  }

  get faultUnits(): FaultUnits {
    return 'bytes'
  }

  put(bytes: Uint8Array, of: CarriedRecord, isLast: boolean): void {
    this.output.put(bytes, of, isLast)
  }

  hear(message: Uint8Array): void {
    if (this.ends.until === null) this.input.hear(message)
  }

  waits(direction: 'in' | 'out', isFull: boolean): void {
    this.reading.set(direction === 'in' ? pausedFor.faultsIn : pausedFor.faultsOut, isFull)
  }

  endNow(): void {
    this.ends.endNow()
  }

  // -- the end ------------------------------------------------------------------------------------------------------

  /** Can one side end and the other go on? */
  get canHalfClose(): boolean {
    return true
  }

  halfClose(): void {
    this.endOurs()
  }

  /** As that of every connection, or a reset where that is asked. Throws `E_WS_ONLY` where no close could have a status. */
  override close(status?: CloseStatus): void {
    if (status) throw new SockwrightError('E_WS_ONLY')
    if (this.host.resetOnClose && !this.isEnding) this.reset()
    else super.close()
  }

  override endReceived(): void {
    if (this.ends.isReset()) return
    this.input.end()
    this.ends.takePeersEnd()
    this.tell({ event: 'end-received' })
    this.#security?.endReceived()
    if (this.host.answerHalfClose) this.ends.endOurs('peer')
    this.host.stateChanged(this)
  }

  protected override allSent(): void {
    this.output.endSent()
  }

  protected override broke(): void {
    // What was queued is told when it is closed.
  }

  override closed(): void {
    if (this.ends.until !== null) return
    this.#security?.end()
    this.stream.takeBuffered()
    if (!this.ends.isPeersReceived) this.input.end()
    this.ends.until = Date.now()
    this.#faults?.clear()
    this.output.tellLost(this.ending)
    this.#tellClosed(this.ends.until - this.since)
    this.output.closed()
    if (this.#isOpened) this.host.behaviour.closed(this)
    else this.#tellReady(this.ending.whyNeverReady('ECONNABORTED'))
    this.host.closed(this)
  }

  #tellClosed(durationMs: number): void {
    const { receivedBytes } = this.input
    const { sentBytes } = this.output
    this.tell({ event: 'closed', end: this.end(), receivedBytes, sentBytes, durationMs })
  }
}
