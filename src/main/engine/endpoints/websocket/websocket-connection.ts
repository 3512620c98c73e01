import type { Cause } from '../../../../shared/capture/record'
import { SockwrightError, type Failure } from '../../../../shared/contract/errors'
import type {
  CloseStatus,
  PeerDetails,
  PeerEnd,
  PeerState,
  PeerStatus,
  WebSocketFacts,
} from '../../../../shared/endpoints/endpoint-status'
import { longestPing } from '../../../../shared/endpoints/websocket-texts'
import type { FrameKind, PayloadFrame } from '../../../../shared/payload/payload-frame'
import { Connection } from '../connection'
import type { ConnectionHost } from '../connection-host'
import { pausedFor } from '../reading-pauses'
import { slowPeerBytes } from '../slow-peer'
import type { PeerStream } from '../stream/peer-stream'
import { assertCloseStatus } from './close-status'
import { FrameKindChoice } from './frame-kind-choice'
import type { Deflate } from './frame-library'
import type { HandshakeStep } from './handshake'
import { Pings } from './pings'
import { WebSocketInput, type FramedPeer } from './websocket-input'
import { WebSocketOutput } from './websocket-output'
import type { WebSocketParts } from './websocket-parts'

const asBytes: PayloadFrame = { frame: null, isText: false }

/**
 * One WebSocket (RFC 6455): one peer. The stream below carries first the opening handshake, then frames; what they
 * carry is recorded. Its time-outs are looked at once a second.
 */
export class WebSocketConnection extends Connection implements FramedPeer {
  #phase: 'handshake' | 'open' | 'closing' | 'over' = 'handshake'
  #since = performance.now()
  #deflate: Deflate | null = null
  #facts: Omit<WebSocketFacts, 'latencyMs'> | null = null
  #heads: PeerDetails['heads'] | null = null
  #sent: CloseStatus | null = null
  #received: CloseStatus | null = null
  readonly #kinds = new FrameKindChoice(() => this.parts.settings().binary)
  readonly #frames: WebSocketInput
  readonly #output: WebSocketOutput
  readonly #pings: Pings
  readonly #ready: Promise<Failure | null>
  #settle: (failure: Failure | null) => void = () => undefined

  constructor(
    peer: number,
    stream: PeerStream,
    host: ConnectionHost,
    private readonly parts: WebSocketParts,
  ) {
    const output = new WebSocketOutput(peer, stream, host)
    // What comes goes to the handshake and the frames, see `received`.
    super(peer, stream, () => ({ push: () => undefined, end: () => undefined }), host, output)
    this.#frames = new WebSocketInput(this, host, this.input)
    this.#output = output
    this.#pings = new Pings(output, (event) => this.tell(event))
    this.#ready = new Promise((resolve) => (this.#settle = resolve))
  }

  override get ready(): Promise<Failure | null> {
    return this.#ready
  }

  override get state(): PeerState {
    const state = super.state
    if (state === 'closed' || state === 'closing' || state === 'securing') return state
    if (this.#phase === 'handshake') return 'opening'
    return this.#phase === 'open' ? state : 'closing'
  }

  override status(): PeerStatus {
    const status = super.status()
    if (!this.#facts) return status
    return { ...status, webSocket: { ...this.#facts, latencyMs: this.#pings.latencyMs } }
  }

  override details(): PeerDetails {
    const details = super.details()
    return this.#heads ? { ...details, heads: this.#heads } : details
  }

  override get sendsEmpty(): boolean {
    return true
  }

  /** Its messages keep their bounds. */
  override get faultUnits(): 'fragments' {
    return 'fragments'
  }

  override get canHalfClose(): boolean {
    return false
  }

  /** A rule may ask for it. */
  override halfClose(): void {
    this.tell({ event: 'answer-failed', failure: new SockwrightError('E_WS_HALF_CLOSE').toFailure() })
  }

  override ping(payload: Uint8Array): void {
    if (payload.length > longestPing)
      throw new SockwrightError('E_WS_CONTROL_LENGTH', { bytes: payload.length, limit: longestPing })
    this.assertSendable()
    this.#pings.send(payload, 'hand')
  }

  /** Begins the closing handshake. Throws `E_WS_CLOSE_CODE` and `E_WS_CONTROL_LENGTH`; a second call does nothing. */
  override close(status: CloseStatus = this.#usualClose): void {
    assertCloseStatus(status)
    if (this.#phase === 'handshake') return super.close()
    if (this.#phase !== 'open' || this.ending.isUnderWay || this.stream.isDestroyed) return
    this.ending.closing = true
    this.#sendClose(status, 'hand')
  }

  get #usualClose(): CloseStatus {
    const { closeCode: code, closeReason: reason } = this.parts.settings()
    return { code, reason }
  }

  override look(): void {
    super.look()
    const { handshakeTimeout, closeTimeout, pingInterval } = this.parts.settings()
    const waited = performance.now() - this.#since
    if (this.state === 'opening' && waited >= handshakeTimeout) {
      const failure = new SockwrightError('E_WS_HANDSHAKE_TIMEOUT', { seconds: Math.round(waited / 1_000) })
      this.#shake(this.parts.handshake.giveUp(failure))
    } else if (this.#phase === 'closing' && waited >= closeTimeout) this.#closeUnanswered(waited)
    else if (this.#phase === 'over' && waited >= closeTimeout) this.#letGoNow()
    else if (this.#phase === 'open' && pingInterval > 0 && this.queuedBytes < slowPeerBytes)
      this.#pings.sendWhenDue(pingInterval)
  }

  // -- what the stream tells ----------------------------------------------------------------------------------------

  protected override opened(): void {
    this.#since = performance.now()
    const { begin } = this.parts.handshake
    if (begin !== '') this.#output.head(begin)
  }

  override received(chunk: Buffer): void {
    // Frames are unmasked in place, and messages are parts of what came.
    const bytes = Buffer.from(chunk)
    if (this.#phase === 'handshake') this.#shake(this.parts.handshake.take(bytes))
    else this.#frames.take(bytes)
    this.input.waitForCapture()
  }

  override endReceived(): void {
    if (this.#phase === 'handshake')
      this.#shake(this.parts.handshake.giveUp(new SockwrightError('E_WS_HANDSHAKE_CLOSED')))
    // What came before is told before.
    this.#frames.whenIdle(() => {
      this.#frames.recordUnfinished()
      super.endReceived()
    })
  }

  override closed(): void {
    this.stream.takeBuffered()
    this.#frames.whenIdle(() => {
      const wasOpening = this.#phase === 'handshake'
      this.#frames.recordUnfinished()
      super.closed()
      this.#frames.end()
      this.#deflate?.cleanup()
      this.#settle(wasOpening ? this.ending.whyNeverReady('E_WS_HANDSHAKE_CLOSED') : null)
    })
  }

  override end(): PeerEnd {
    const end = super.end()
    return this.#facts ? { ...end, webSocket: { sent: this.#sent, received: this.#received } } : end
  }

  // -- the opening handshake ----------------------------------------------------------------------------------------

  #shake(step: HandshakeStep): void {
    if (step.is === 'opened') this.#open(step)
    else if (step.is === 'failed') this.#refuse(step)
  }

  #open(step: Extract<HandshakeStep, { is: 'opened' }>): void {
    const { answer, path, protocol, deflate, request, response, rest } = step
    const { role, messageLimit } = this.parts
    if (answer !== null) this.#output.head(answer)
    this.#deflate = deflate
    this.#frames.open(role === 'server', messageLimit, deflate)
    this.#output.open(deflate, role === 'client')
    this.#facts = { path, protocol, deflate: deflate !== null }
    this.#heads = { request, response }
    this.#phase = 'open'
    this.tell({ event: 'websocket-opened', path, protocol, deflate: deflate !== null, request, response })
    this.#settle(null)
    super.opened()
    this.host.stateChanged(this)
    if (rest.length > 0) this.#frames.take(Buffer.from(rest))
  }

  #refuse({ failure, answer, request, response }: Extract<HandshakeStep, { is: 'failed' }>): void {
    if (answer !== null) this.#output.head(answer)
    this.tell({ event: 'websocket-refused', failure: failure.toFailure(), request, response })
    this.#fail(failure)
    this.#settle(failure.toFailure())
  }

  // -- frames that come ---------------------------------------------------------------------------------------------

  messageCame(kind: FrameKind): void {
    this.#kinds.lastReceived = kind
  }

  pinged(payload: Buffer): void {
    if (!this.canAnswer) return
    this.#output.control(payload, 'protocol', 'pong')
    if (this.queuedBytes >= slowPeerBytes) this.reading.pause(pausedFor.output)
  }

  ponged(payload: Buffer): void {
    if (this.#pings.answered(payload)) this.host.stateChanged(this)
  }

  closeCame(status: CloseStatus): void {
    this.#received = status
    this.ending.finBy ??= this.#sent ? 'us' : 'peer'
    if (!this.#sent && this.canAnswer) this.#sendClose({ code: status.code, reason: '' }, 'protocol')
    this.#over()
    // The server ends the connection first (RFC 6455, 7.1.1).
    if (this.parts.role === 'server') this.#endWhenWritten()
  }

  violated(failure: SockwrightError, code: number): void {
    if (this.canAnswer) this.#sendClose({ code, reason: '' }, 'protocol')
    this.#fail(failure)
  }

  busy(isBusy: boolean): void {
    this.reading.set(pausedFor.decoding, isBusy)
  }

  // -- frames that leave --------------------------------------------------------------------------------------------

  protected override write(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    // What a piece of a file happens to be says nothing.
    const asked = frame ?? (cause === 'file' ? asBytes : undefined)
    this.#output.message(bytes, cause, this.#kinds.ofMessage(bytes, asked))
  }

  protected override writeAnswer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    this.#output.message(bytes, cause, this.#kinds.ofAnswer(bytes, frame))
  }

  override assertSendable(): void {
    super.assertSendable()
    if (this.#phase === 'open') return
    throw new SockwrightError(this.#phase === 'handshake' ? 'E_WS_OPENING' : 'E_WS_CLOSING', {
      peer: this.peer,
    })
  }

  protected override get canAnswer(): boolean {
    return super.canAnswer && this.#phase === 'open'
  }

  #sendClose(status: CloseStatus, cause: Cause): void {
    this.#output.close(status, cause)
    this.#sent = status
    this.#phase = 'closing'
    this.#since = performance.now()
    this.host.stateChanged(this)
  }

  // -- the end ------------------------------------------------------------------------------------------------------

  /** Nothing is taken any more; the other side is given some time to end the connection. */
  #over(): void {
    this.#phase = 'over'
    this.#output.stop()
    this.#since = performance.now()
    this.#frames.end()
    this.host.stateChanged(this)
  }

  #fail(failure: SockwrightError): void {
    this.ending.error ??= failure
    this.#over()
    this.#endWhenWritten()
  }

  #endWhenWritten(): void {
    this.#output.whenWritten(() => this.ends.endOurs('us'))
  }

  #closeUnanswered(waited: number): void {
    this.tell({ event: 'close-unanswered', afterMs: Math.round(waited) })
    this.#over()
    if (this.queuedBytes > 0) this.reset()
    else this.ends.endOurs('us')
  }

  #letGoNow(): void {
    if (!this.stream.isDestroyed) this.ends.letGo()
  }
}
