import type { Cause } from '../../../shared/capture/record'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { CloseStatus, PeerEnd, PeerState, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { EndpointFaults } from '../faults/endpoint-faults'
import { PeerFaults, type FaultyPeer } from '../faults/peer-faults'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { UnfinishedMessage } from '../capture/unfinished-message'
import type { Framer, MakeFramer, MessageSink } from './framing/framer'
import { ConnectionEnding } from './connection-ending'
import { DrainWait } from './stream/drain-wait'
import { OutputLedger, type Unsent } from './stream/output-ledger'
import type { PeerStream, StreamError, StreamListener } from './stream/peer-stream'
import { PeerSecurity, type SecuredPeer, type StreamSecurity } from './tls/peer-security'
import { tlsRecordIn } from './tls/record-layer'
import type { Traffic } from './traffic'

/** So many bytes waiting for one peer stop what would add more: sendings are refused, rules pause reading. */
export const slowPeerBytes = 8 * 1024 * 1024

/** Reasons for not reading, as bits. */
export const pausedFor = {
  capture: 1,
  output: 2,
  answers: 4,
  decoding: 8,
  faultsIn: 16,
  faultsOut: 32,
} as const

const readyAtOnce: Promise<null> = Promise.resolve(null)

/** What the connections of one run share. */
export interface ConnectionHost {
  readonly recorder: Recorder
  readonly traffic: Traffic
  /** These three may change while connections are open. */
  readonly behaviour: Behaviour
  readonly answerHalfClose: boolean
  /** Is every close from here a reset? */
  readonly resetOnClose: boolean
  /** How connections come to TLS; null where they do not. */
  readonly security: StreamSecurity | null
  /** Null where the kind of endpoint has none. */
  readonly faults: EndpointFaults | null
  /** The state of a connection changed. */
  stateChanged(connection: Connection): void
  /** It was paused until the capture has caught up; {@link Connection.captureCaughtUp} is owed to it. */
  pausedForCapture(connection: Connection): void
  /** Its `closed` event is recorded; nothing comes of it any more. */
  closed(connection: Connection): void
}

/**
 * One connection: one peer. Owns its stream. Its `closed` event comes exactly once and is the last of this peer.
 */
export class Connection implements BehaviourPeer, MessageSink, StreamListener, SecuredPeer, FaultyPeer {
  readonly since = Date.now()
  receivedBytes = 0
  sentBytes = 0
  protected readonly ledger: OutputLedger
  #framer: Framer
  readonly #security: PeerSecurity | null
  protected readonly ending: ConnectionEnding
  #paused = 0
  /** Bytes of answers that wait for their time. */
  #heldAnswers = 0
  #ourNumber: string | null = null
  #isOpened = false
  #finReceived = false
  #finWanted = false
  #unsent: Unsent | null = null
  #until: number | null = null
  readonly #drainWait = new DrainWait()
  /** Bytes of a message that is not whole. */
  heldBytes = 0
  #tellReady: (failure: Failure | null) => void = () => undefined
  readonly #faults: PeerFaults | null

  constructor(
    readonly peer: number,
    readonly stream: PeerStream,
    private readonly makeFramer: MakeFramer,
    protected readonly host: ConnectionHost,
  ) {
    this.ledger = new OutputLedger(stream)
    this.#framer = makeFramer(this)
    this.ending = new ConnectionEnding(stream.remote)
    this.#security = host.security && new PeerSecurity(host.security, this)
    this.#faults = host.faults && new PeerFaults(host.faults, host.recorder, this)
  }

  /** Resolves when messages can pass, or with why they never will; it is closed, or about to be, then. */
  get ready(): Promise<Failure | null> {
    if (this.#isOpened || !this.#security?.comesFirst) return readyAtOnce
    return new Promise((resolve) => (this.#tellReady = resolve))
  }

  get local(): SocketAddress {
    return this.stream.local
  }

  get remote(): SocketAddress {
    return this.stream.remote
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

  get state(): PeerState {
    if (this.#until !== null) return 'closed'
    if (this.ending.isUnderWay || (this.#finWanted && this.#finReceived)) return 'closing'
    if (this.#security?.isUnderWay) return 'securing'
    if (this.#finWanted) return 'half-closed-local'
    return this.#finReceived ? 'half-closed-remote' : 'open'
  }

  get queuedBytes(): number {
    return this.#until === null ? this.ledger.queuedBytes + (this.#faults?.waitingOut ?? 0) : 0
  }

  status(): PeerStatus {
    return {
      peer: this.peer,
      remote: this.remote,
      state: this.state,
      since: this.since,
      until: this.#until,
      receivedBytes: this.receivedBytes,
      sentBytes: this.sentBytes,
      queuedBytes: this.queuedBytes,
      end: this.#until === null ? null : this.end(),
      ourNumber: this.#ourNumber,
      session: this.#security?.session ?? null,
    }
  }

  /** Sends what somebody asked for. Throws `E_PEER_HALF_CLOSED`, `E_PEER_SLOW` and `E_PEER_UNKNOWN`; nothing is sent then. */
  send(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    this.assertSendable()
    this.write(bytes, cause, frame)
  }

  /** Resolves when nothing is queued any more, or the connection is closed: with the bytes that never left. */
  allLeft(): Promise<number> {
    if (this.#until !== null) return Promise.resolve(this.#unsent?.bytes ?? 0)
    if (this.queuedBytes === 0 && !this.stream.isDestroyed) return Promise.resolve(0)
    // Behind our end nothing can be written; that it has left, or the close, tells.
    if (!this.#finWanted && !this.stream.isDestroyed) this.stream.afterQueued(this.#queueLeft)
    return this.#drainWait.begin()
  }

  answer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    if (!this.canAnswer) return
    this.writeAnswer(bytes, cause, frame)
    if (this.queuedBytes >= slowPeerBytes) this.pause(pausedFor.output)
  }

  /** Throws what {@link send} does. */
  assertSendable(): void {
    const { peer, queuedBytes: queued } = this
    if (this.#until !== null || this.stream.isDestroyed) throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    if (this.#finWanted) throw new SockwrightError('E_PEER_HALF_CLOSED', { peer })
    if (this.#security?.isUnderWay) throw new SockwrightError('E_PEER_SECURING', { peer })
    if (queued >= slowPeerBytes) throw new SockwrightError('E_PEER_SLOW', { peer, queued })
  }

  protected get canAnswer(): boolean {
    return !this.#finWanted && !this.stream.isDestroyed && !this.#security?.isUnderWay
  }

  holdsAnswers(change: number): void {
    this.#heldAnswers += change
    if (this.#heldAnswers >= slowPeerBytes) this.pause(pausedFor.answers)
    else if (this.#heldAnswers < slowPeerBytes / 2) this.resume(pausedFor.answers)
  }

  takesNumber(number: string): void {
    if (this.#ourNumber === number) return
    this.#ourNumber = number
    this.tell({ event: 'number-taken', number })
    this.host.stateChanged(this)
  }

  /** Ends our side once everything queued has left; the peer may go on sending. */
  halfClose(): void {
    // Its own end would be one of TLS.
    if (this.#security?.isUnderWay) return
    this.endOurs('us')
    this.host.stateChanged(this)
  }

  /** How it ended; valid once it is closed. */
  protected end(): PeerEnd {
    return this.ending.end()
  }

  /** May a message have no bytes? */
  get sendsEmpty(): boolean {
    return false
  }

  /** Can one side end and the other go on? */
  get canHalfClose(): boolean {
    return true
  }

  /** Sends a ping. Throws `E_WS_ONLY`, and for a WebSocket what {@link send} does. */
  ping(_payload: Uint8Array): void {
    throw new SockwrightError('E_WS_ONLY')
  }

  /**
   * Sends what is queued, ends our side and lets go without waiting for the peer's end (close(2)), or resets where that is asked.
   * Throws `E_WS_ONLY` where there is no close that could have a status.
   */
  close(status?: CloseStatus): void {
    if (status) throw new SockwrightError('E_WS_ONLY')
    if (this.ending.isUnderWay || this.stream.isDestroyed) return
    if (this.host.resetOnClose) return this.reset()
    this.ending.closing = true
    // An end of its own would have to wait for the handshake.
    if (this.#security?.isUnderWay) this.letGo()
    else this.endOurs('us')
    if (this.stream.hasEnded) this.letGo()
    this.host.stateChanged(this)
  }

  /** Ends both sides at once and throws away what is queued; the peer sees a reset. */
  reset(): void {
    if (this.ending.resetting || this.stream.isDestroyed) return
    this.ending.resetting = true
    // libuv refuses a reset while the FIN is on its way into the kernel, which takes one turn of the loop.
    if (!this.stream.isEnding || this.stream.queuedBytes > 0) this.#resetNow()
    this.host.stateChanged(this)
  }

  /** The recorder is no longer congested. */
  captureCaughtUp(): void {
    this.resume(pausedFor.capture)
  }

  setNoDelay(on: boolean): void {
    this.stream.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.stream.setKeepAlive(on, delayMs)
  }

  setTypeOfService(value: number): void {
    this.stream.setTypeOfService(value)
  }

  /**
   * To be called once a second. After the peer's FIN the system no longer tells us of a reset; only a write does, and
   * one of no bytes disturbs nobody.
   */
  look(): void {
    this.ledger.look()
    const silent = this.#finReceived && !this.#finWanted && this.ledger.queuedBytes === 0
    if (silent && !this.stream.isDestroyed) this.stream.probe()
  }

  get isPaused(): boolean {
    return this.#paused !== 0
  }

  now(): number {
    return this.host.recorder.clock.now()
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    const { recorder, traffic } = this.host
    if (!this.#isHeard && !this.#faults?.hasIn) {
      this.#security?.passedOver(ends[count - 1]! - from)
      traffic.receivedMessages += count
      recorder.messagesIn(this.peer, chunk, from, ends, count)
      return
    }
    // What is answered to the messages of one read leaves in one write.
    this.stream.cork()
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      this.message(chunk.subarray(start, end), 0, true)
      start = end
    }
    this.stream.uncork()
  }

  message(bytes: Uint8Array, flags: number, isEnd: boolean, time?: number): void {
    const { behaviour, recorder, traffic } = this.host
    traffic.receivedMessages++
    if (this.#faults?.hasIn && !this.#isInDialogue) return this.#faults.received(bytes, flags, time)
    const isHeard = this.#isHeard
    if (!isHeard) this.#security?.passedOver(bytes.length)
    const classes = isHeard && behaviour.classifies && isEnd ? behaviour.classify(this, bytes) : 0
    recorder.messageIn(this.peer, bytes, flags | classes, time)
    if (isHeard) behaviour.received(this, bytes, isEnd)
  }

  /** Rules hear nothing of a dialogue that leads to TLS, nor of what stands behind the request to upgrade. */
  get #isHeard(): boolean {
    return this.host.behaviour.hearsMessages && !this.#isInDialogue
  }

  get #isInDialogue(): boolean {
    return this.#security?.silencesRules === true
  }

  tell(event: CaptureEvent): void {
    this.host.recorder.event(this.peer, event)
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.heldBytes += change
    this.host.recorder.holds(message, change)
  }

  received(passing: Buffer, isPassing: boolean): void {
    // Rules may keep what they hear, so they get a copy.
    const isKept = isPassing && this.host.behaviour.hearsMessages
    const chunk = isKept ? Buffer.from(passing) : passing
    if (this.receivedBytes === 0) this.#lookForTls(chunk)
    this.receivedBytes += chunk.length
    this.#security?.receiving()
    this.#framer.push(chunk)
    this.#security?.received(chunk)
    this.waitForCapture()
  }

  /** Both sides are meant to know whether they speak TLS; a hint where one does not. */
  #lookForTls(first: Buffer): void {
    const record = this.#security?.isSecured ? null : tlsRecordIn(first)
    if (record) this.tell({ event: 'tls-on-plain', record })
  }

  /**
   * Makes TLS of the stream as it is now. Throws `E_TLS_OFF`, `E_PEER_SECURED`, `E_PEER_SECURING`, `E_UPGRADE_PIPELINED`
   * and what {@link send} does.
   */
  upgrade(): void {
    if (!this.#security) throw new SockwrightError('E_TLS_OFF')
    this.#security.upgrade()
  }

  upgradeByRule(): void {
    const off = new SockwrightError('E_TLS_OFF').toFailure()
    if (this.#security) this.#security.upgradeByRule()
    else this.tell({ event: 'upgrade-refused', failure: off })
  }

  secured(): void {
    if (this.#isOpened) this.stream.read()
    else this.begin()
    if (this.isPaused) this.stream.pause()
    this.host.stateChanged(this)
  }

  get isEnding(): boolean {
    return this.#until !== null || this.ending.isUnderWay
  }

  stateChanged(): void {
    this.host.stateChanged(this)
  }

  say(bytes: Uint8Array, cause: Cause): void {
    if (!this.stream.isDestroyed) this.write(bytes, cause)
  }

  endPlainText(): void {
    this.#framer.end()
    this.#framer = this.makeFramer(this)
  }

  fail(failure: SockwrightError, how: 'destroy' | 'reset'): void {
    this.ending.error ??= failure
    if (how === 'reset') this.stream.reset()
    else this.stream.destroy()
  }

  /** Reads no more while too much waits for the disk. */
  protected waitForCapture(): void {
    if (!this.host.recorder.congested) return
    this.pause(pausedFor.capture)
    this.host.pausedForCapture(this)
  }

  /** Records and hands over a message that may be sent; only some protocols have frames. */
  protected write(bytes: Uint8Array, cause: Cause, _frame?: PayloadFrame): void {
    this.sendOut(bytes, cause, 0)
  }

  /** Sends a message by way of the faults of the endpoint, if any. */
  protected sendOut(bytes: Uint8Array, cause: Cause, flags: number): void {
    this.host.traffic.sentMessages++
    if (this.#faults?.hasOut) this.#faults.sent(bytes, cause, flags)
    else this.put(bytes, this.host.recorder.messageOut(this.peer, bytes, cause, flags))
  }

  /** What faults hold back leaves now. */
  protected endFaults(): void {
    this.#faults?.letGo()
  }

  put(bytes: Uint8Array, record: number): void {
    if (this.stream.isDestroyed || this.stream.isEnding || this.stream.hasEnded) return
    this.host.traffic.sentBytes += bytes.length
    this.sentBytes += bytes.length
    this.ledger.look()
    this.stream.write(bytes)
    this.ledger.wrote(record, bytes.length)
    if (this.#faults?.hasOut && this.queuedBytes > 0) this.stream.afterQueued(this.#queueLeft)
  }

  hear(message: Uint8Array): void {
    if (this.#isHeard && this.#until === null) this.host.behaviour.received(this, message, true)
  }

  waits(direction: 'in' | 'out', isFull: boolean): void {
    const reason = direction === 'in' ? pausedFor.faultsIn : pausedFor.faultsOut
    if (isFull) this.pause(reason)
    else this.resume(reason)
  }

  endNow(): void {
    this.#finWanted = true
    this.ending.finBy ??= 'us'
    if (!this.stream.isDestroyed) this.stream.end()
  }

  /** The faults of the endpoint have changed. */
  renewFaults(): void {
    this.#faults?.renew()
  }

  /** What was queued has left, unless the stream failed, which its close tells. */
  readonly #queueLeft = (): void => {
    if (!this.stream.isDestroyed && this.queuedBytes === 0) this.#drainWait.end(0)
  }

  protected writeAnswer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void {
    this.write(bytes, cause, frame)
  }

  /** Records and counts what is sent; returns its record number. */
  protected recordOut(bytes: Uint8Array, cause: Cause, flags: number): number {
    const { recorder, traffic } = this.host
    traffic.sentMessages++
    traffic.sentBytes += bytes.length
    this.sentBytes += bytes.length
    return recorder.messageOut(this.peer, bytes, cause, flags)
  }

  protected pause(reason: number): void {
    if (this.#paused === 0) this.stream.pause()
    this.#paused |= reason
  }

  protected resume(reason: number): void {
    if ((this.#paused & reason) === 0) return
    this.#paused &= ~reason
    if (this.#paused === 0) this.stream.resume()
  }

  endReceived(): void {
    if (this.#isReset()) return
    this.#framer.end()
    this.#finReceived = true
    this.ending.finBy ??= 'peer'
    this.host.recorder.event(this.peer, { event: 'end-received' })
    if (this.host.answerHalfClose) this.endOurs('peer')
    this.host.stateChanged(this)
  }

  endSent(): void {
    this.host.recorder.event(this.peer, { event: 'end-sent' })
    this.#drainWait.end(0)
    if (this.ending.resetting) this.#resetNow()
    else if (this.ending.closing) this.letGo()
    else this.host.stateChanged(this)
  }

  drained(): void {
    this.resume(pausedFor.output)
  }

  failed(error: StreamError): void {
    if (this.ending.error) return
    this.ending.error = error
    this.#unsent ??= this.unsent(error.syscall === 'write')
  }

  closed(): void {
    if (this.#until !== null) return
    this.#security?.end()
    this.stream.takeBuffered()
    if (!this.#finReceived) this.#framer.end()
    this.#until = Date.now()
    this.#faults?.clear()
    this.#tellUnsent()
    this.host.recorder.event(this.peer, {
      event: 'closed',
      end: this.end(),
      receivedBytes: this.receivedBytes,
      sentBytes: this.sentBytes,
      durationMs: this.#until - this.since,
    })
    this.#drainWait.end(this.#unsent?.bytes ?? 0)
    if (this.#isOpened) this.host.behaviour.closed(this)
    else this.#tellReady(this.#readyFailure())
    this.host.closed(this)
  }

  #readyFailure(): Failure {
    const end = this.ending.end()
    return end.by === 'failure' ? end.failure : new SockwrightError('ECONNABORTED').toFailure()
  }

  /**
   * libuv reports a reset that comes together with data as a plain end. A write of no bytes tells them apart: after a
   * reset it fails, and `failed` follows.
   */
  #isReset(): boolean {
    if (this.#finWanted) return false
    this.stream.probe()
    return this.stream.hasFailed
  }

  protected endOurs(by: 'us' | 'peer'): void {
    if (this.#finWanted || this.stream.isDestroyed) return
    this.#finWanted = true
    this.ending.finBy ??= by
    if (this.#faults?.hasOut) this.#faults.end()
    else this.stream.end()
  }

  protected letGo(): void {
    this.stream.takeBuffered()
    this.stream.destroy()
  }

  #resetNow(): void {
    this.stream.takeBuffered()
    this.#unsent = this.unsent(false)
    this.stream.reset()
  }

  /** What never reached the kernel, see {@link OutputLedger.unsent}. */
  protected unsent(writeFailed: boolean): Unsent | null {
    return this.ledger.unsent(writeFailed)
  }

  #tellUnsent(): void {
    if (!this.#unsent) return
    const { record, bytes } = this.#unsent
    this.sentBytes -= bytes
    this.host.traffic.sentBytes -= bytes
    const failure = this.ending.sendFailure(bytes).toFailure()
    this.host.recorder.event(this.peer, { event: 'send-failed', record, unsent: bytes, failure })
  }
}
