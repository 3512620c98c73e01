import { opcodeFlags, type Opcode } from '../../../../shared/capture/opcode'
import { recordFlags, type Cause } from '../../../../shared/capture/record'
import { SockwrightError, type Failure } from '../../../../shared/contract/errors'
import type {
  CloseStatus,
  PeerDetails,
  PeerEnd,
  PeerState,
  PeerStatus,
  WebSocketFacts,
} from '../../../../shared/endpoints/endpoint-status'
import { isCloseCode, longestPing, longestReason } from '../../../../shared/endpoints/websocket-texts'
import type { FrameKind, PayloadFrame } from '../../../../shared/payload/payload-frame'
import { Connection } from '../connection'
import type { ConnectionHost } from '../connection-host'
import { pausedFor } from '../reading-pauses'
import { slowPeerBytes } from '../slow-peer'
import type { PeerStream } from '../stream/peer-stream'
import { closePayload } from './close-payload'
import { FrameKindChoice } from './frame-kind-choice'
import type { Deflate } from './frame-library'
import { FrameReader, type FrameListener } from './frame-reader'
import type { Handshake, HandshakeStep } from './handshake'
import { Pings } from './pings'
import { WebSocketOutput } from './websocket-output'

/** Options of a WebSocket that may change while it is open. Times in ms. */
export interface WebSocketSettings {
  readonly binary: boolean
  /** What a close says where nobody chose. */
  readonly closeCode: number
  readonly closeReason: string
  readonly pingInterval: number
  readonly handshakeTimeout: number
  readonly closeTimeout: number
}

/** What a WebSocket is made with. */
export interface WebSocketParts {
  readonly role: 'server' | 'client'
  readonly handshake: Handshake
  /** The most bytes a message may have. */
  readonly messageLimit: number
  settings(): WebSocketSettings
}

const asBytes: PayloadFrame = { frame: null, isText: false }

/**
 * One WebSocket (RFC 6455): one peer. The stream below carries first the opening handshake, then frames; what they
 * carry is recorded. Its time-outs are looked at once a second.
 */
export class WebSocketConnection extends Connection implements FrameListener {
  #phase: 'handshake' | 'open' | 'closing' | 'over' = 'handshake'
  #since = performance.now()
  #reader: FrameReader | null = null
  #deflate: Deflate | null = null
  #facts: Omit<WebSocketFacts, 'latencyMs'> | null = null
  #heads: PeerDetails['heads'] | null = null
  #hasRecordedUnfinished = false
  #sent: CloseStatus | null = null
  #received: CloseStatus | null = null
  readonly #kinds = new FrameKindChoice(() => this.parts.settings().binary)
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
    const { code, reason } = status
    if (code !== null && !isCloseCode(code)) throw new SockwrightError('E_WS_CLOSE_CODE', { code })
    const bytes = Buffer.byteLength(reason)
    const limit = code === null ? 0 : longestReason
    if (bytes > limit) throw new SockwrightError('E_WS_CONTROL_LENGTH', { bytes, limit })
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
    else this.#read(bytes)
    this.input.waitForCapture()
  }

  override endReceived(): void {
    if (this.#phase === 'handshake')
      this.#shake(this.parts.handshake.giveUp(new SockwrightError('E_WS_HANDSHAKE_CLOSED')))
    this.#afterReading(() => {
      this.#recordUnfinished()
      super.endReceived()
    })
  }

  override closed(): void {
    this.stream.takeBuffered()
    this.#afterReading(() => {
      const wasOpening = this.#phase === 'handshake'
      this.#recordUnfinished()
      super.closed()
      this.#reader?.end()
      this.#deflate?.cleanup()
      this.#settle(wasOpening ? this.ending.whyNeverReady('E_WS_HANDSHAKE_CLOSED') : null)
    })
  }

  /** What came before is told before. */
  #afterReading(act: () => void): void {
    if (this.#reader) this.#reader.whenIdle(act)
    else act()
  }

  protected override end(): PeerEnd {
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
    this.#reader = new FrameReader(role === 'server', messageLimit, deflate, this)
    this.#output.open(deflate, role === 'client')
    this.#facts = { path, protocol, deflate: deflate !== null }
    this.#heads = { request, response }
    this.#phase = 'open'
    this.tell({ event: 'websocket-opened', path, protocol, deflate: deflate !== null, request, response })
    this.#settle(null)
    super.opened()
    this.host.stateChanged(this)
    if (rest.length > 0) this.#read(Buffer.from(rest))
  }

  #refuse({ failure, answer, request, response }: Extract<HandshakeStep, { is: 'failed' }>): void {
    if (answer !== null) this.#output.head(answer)
    this.tell({ event: 'websocket-refused', failure: failure.toFailure(), request, response })
    this.#fail(failure)
    this.#settle(failure.toFailure())
  }

  // -- frames that come ---------------------------------------------------------------------------------------------

  #read(bytes: Buffer): void {
    // What is answered to the messages of one read leaves in one write.
    this.stream.cork()
    this.#reader?.push(bytes)
    this.stream.uncork()
  }

  data(bytes: Buffer, kind: FrameKind): void {
    this.input.receivedBytes += bytes.length
    this.#kinds.lastReceived = kind
    this.input.message(bytes, opcodeFlags(kind), true)
  }

  control(bytes: Buffer, kind: 'ping' | 'pong'): void {
    this.#recordIn(bytes, kind)
    if (kind === 'pong') {
      if (this.#pings.answered(bytes)) this.host.stateChanged(this)
    } else if (this.canAnswer) this.#pong(bytes)
  }

  closing(code: number | null, reason: Buffer): void {
    this.#recordUnfinished()
    this.#recordIn(closePayload(code, reason), 'close')
    this.#received = { code, reason: reason.toString() }
    this.ending.finBy ??= this.#sent ? 'us' : 'peer'
    if (!this.#sent && this.canAnswer) this.#sendClose({ code, reason: '' }, 'protocol')
    this.#over()
    // The server ends the connection first (RFC 6455, 7.1.1).
    if (this.parts.role === 'server') this.#endWhenWritten()
  }

  violated(failure: SockwrightError, code: number): void {
    this.#recordUnfinished()
    if (this.canAnswer) this.#sendClose({ code, reason: '' }, 'protocol')
    this.#fail(failure)
  }

  busy(isBusy: boolean): void {
    this.reading.set(pausedFor.decoding, isBusy)
  }

  #recordIn(bytes: Uint8Array, opcode: Opcode, flags = 0): void {
    const { recorder, traffic } = this.host
    traffic.receivedMessages++
    this.input.receivedBytes += bytes.length
    recorder.messageIn(this.peer, bytes, opcodeFlags(opcode) | flags)
  }

  /** Once: what no end will come of. */
  #recordUnfinished(): void {
    if (!this.#reader || this.#hasRecordedUnfinished) return
    this.#hasRecordedUnfinished = true
    const { messages, compressed } = this.#reader.unfinished
    for (const { opcode, bytes } of messages) this.#recordIn(bytes, opcode, recordFlags.unfinished)
    if (compressed > 0) this.tell({ event: 'compressed-cut', bytes: compressed })
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

  #pong(payload: Uint8Array): void {
    this.#output.control(payload, 'protocol', 'pong')
    if (this.queuedBytes >= slowPeerBytes) this.reading.pause(pausedFor.output)
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
    this.#reader?.end()
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
