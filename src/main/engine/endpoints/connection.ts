import type { Socket } from 'node:net'
import type { Cause } from '../../../shared/capture/record'
import { SockwrightError } from '../../../shared/contract/errors'
import type { PeerEnd, PeerState, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { UnfinishedMessage } from '../capture/unfinished-message'
import type { Framer, MakeFramer, MessageSink } from './framing/framer'
import { OutputLedger, type Unsent } from './output-ledger'
import { socketFailure } from './socket-failure'
import { StreamSocket } from './stream-socket'
import type { Traffic } from './traffic'

/** So many bytes waiting for one peer stop what would add more: sendings are refused, rules pause reading. */
export const slowPeerBytes = 8 * 1024 * 1024

/** Reasons for not reading, as bits. */
const pausedFor = { capture: 1, output: 2, answers: 4 } as const

const nothing = new Uint8Array(0)

/** What the connections of one run share. */
export interface ConnectionHost {
  readonly recorder: Recorder
  readonly traffic: Traffic
  /** These two may change while connections are open. */
  readonly behaviour: Behaviour
  readonly answerHalfClose: boolean
  /** The state of a connection changed. */
  stateChanged(connection: Connection): void
  /** It was paused until the capture has caught up; {@link Connection.captureCaughtUp} is owed to it. */
  pausedForCapture(connection: Connection): void
  /** Its `closed` event is recorded; nothing comes of it any more. */
  closed(connection: Connection): void
}

/**
 * One TCP connection: one peer. Owns the socket, which must have `allowHalfOpen`. Its `closed` event comes exactly
 * once and is the last of this peer.
 */
export class Connection implements BehaviourPeer, MessageSink {
  readonly since = Date.now()
  receivedBytes = 0
  sentBytes = 0
  readonly #ledger: OutputLedger
  readonly #framer: Framer
  #paused = 0
  /** Bytes of answers that wait for their time. */
  #heldAnswers = 0
  #ourNumber: string | null = null
  #finReceived = false
  #finWanted = false
  #finBy: 'us' | 'peer' | null = null
  #closing = false
  #resetting = false
  #unsent: Unsent | null = null
  #error: (Error & { readonly code?: string; readonly syscall?: string }) | null = null
  #until: number | null = null

  constructor(
    readonly peer: number,
    readonly local: SocketAddress,
    readonly remote: SocketAddress,
    private readonly socket: Socket,
    makeFramer: MakeFramer,
    private readonly host: ConnectionHost,
  ) {
    this.#ledger = new OutputLedger(socket)
    this.#framer = makeFramer(this)
  }

  /** Begins to read. The event with which the peer appears must be recorded before. */
  open(): void {
    this.socket
      .on('end', () => this.#endReceived())
      .on('finish', () => this.#endSent())
      .on('drain', () => this.#resume(pausedFor.output))
      .on('error', (error) => this.#failed(error))
      .on('close', () => this.#closed())
    if (this.socket instanceof StreamSocket) this.socket.takeChunks((chunk) => this.#receivedPassing(chunk))
    else this.socket.on('data', (chunk: Buffer) => this.#received(chunk))
    this.host.behaviour.opened(this)
  }

  get state(): PeerState {
    if (this.#until !== null) return 'closed'
    if (this.#closing || this.#resetting || (this.#finWanted && this.#finReceived)) return 'closing'
    if (this.#finWanted) return 'half-closed-local'
    return this.#finReceived ? 'half-closed-remote' : 'open'
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
      queuedBytes: this.#until === null ? this.#ledger.queuedBytes : 0,
      end: this.#until === null ? null : this.#end(),
      ourNumber: this.#ourNumber,
    }
  }

  /** Sends what somebody asked for. Throws `E_PEER_HALF_CLOSED`, `E_PEER_SLOW` and `E_PEER_UNKNOWN`; nothing is sent then. */
  send(bytes: Uint8Array, cause: Cause): void {
    const { peer } = this
    if (this.#until !== null || this.socket.destroyed) throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    if (this.#finWanted) throw new SockwrightError('E_PEER_HALF_CLOSED', { peer })
    const queued = this.#ledger.queuedBytes
    if (queued >= slowPeerBytes) throw new SockwrightError('E_PEER_SLOW', { peer, queued })
    this.#write(bytes, cause)
  }

  answer(bytes: Uint8Array, cause: Cause): void {
    if (this.#finWanted || this.socket.destroyed) return
    this.#write(bytes, cause)
    if (this.#ledger.queuedBytes >= slowPeerBytes) this.#pause(pausedFor.output)
  }

  holdsAnswers(change: number): void {
    this.#heldAnswers += change
    if (this.#heldAnswers >= slowPeerBytes) this.#pause(pausedFor.answers)
    else if (this.#heldAnswers < slowPeerBytes / 2) this.#resume(pausedFor.answers)
  }

  takesNumber(number: string): void {
    if (this.#ourNumber === number) return
    this.#ourNumber = number
    this.tell({ event: 'number-taken', number })
    this.host.stateChanged(this)
  }

  /** Ends our side once everything queued has left; the peer may go on sending. */
  halfClose(): void {
    this.#endOurs('us')
    this.host.stateChanged(this)
  }

  /** Sends what is queued, ends our side and lets go without waiting for the peer's end (close(2)). */
  close(): void {
    if (this.#closing || this.#resetting || this.socket.destroyed) return
    this.#closing = true
    this.#endOurs('us')
    if (this.socket.writableFinished) this.#letGo()
    this.host.stateChanged(this)
  }

  /** Ends both sides at once and throws away what is queued; the peer sees a reset. */
  reset(): void {
    if (this.#resetting || this.socket.destroyed) return
    this.#resetting = true
    // libuv refuses a reset while the FIN is on its way into the kernel, which takes one turn of the loop.
    const finUnderWay = this.socket.writableEnded && !this.socket.writableFinished
    if (!finUnderWay || this.socket.writableLength > 0) this.#resetNow()
    this.host.stateChanged(this)
  }

  /** The recorder is no longer congested. */
  captureCaughtUp(): void {
    this.#resume(pausedFor.capture)
  }

  setNoDelay(on: boolean): void {
    this.socket.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.socket.setKeepAlive(on, delayMs)
  }

  /**
   * To be called once a second. After the peer's FIN the system no longer tells us of a reset; only a write does, and
   * one of no bytes disturbs nobody.
   */
  look(): void {
    this.#ledger.look()
    const silent = this.#finReceived && !this.#finWanted && this.#ledger.queuedBytes === 0
    if (silent && !this.socket.destroyed) this.socket.write(nothing)
  }

  get isPaused(): boolean {
    return this.#paused !== 0
  }

  now(): number {
    return this.host.recorder.clock.now()
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    const { behaviour, recorder, traffic } = this.host
    if (!behaviour.hearsMessages) {
      traffic.receivedMessages += count
      recorder.messagesIn(this.peer, chunk, from, ends, count)
      return
    }
    // What is answered to the messages of one read leaves in one write.
    this.socket.cork()
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      this.message(chunk.subarray(start, end), 0, true)
      start = end
    }
    this.socket.uncork()
  }

  message(bytes: Uint8Array, flags: number, isEnd: boolean, time?: number): void {
    const { behaviour, recorder, traffic } = this.host
    traffic.receivedMessages++
    const classes = behaviour.classifies && isEnd ? behaviour.classify(this, bytes) : 0
    recorder.messageIn(this.peer, bytes, flags | classes, time)
    if (behaviour.hearsMessages) behaviour.received(this, bytes, isEnd)
  }

  tell(event: CaptureEvent): void {
    this.host.recorder.event(this.peer, event)
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.host.recorder.holds(message, change)
  }

  /** Rules may keep what they hear, so they get a copy. */
  #receivedPassing(chunk: Buffer): void {
    this.#received(this.host.behaviour.hearsMessages ? Buffer.from(chunk) : chunk)
  }

  #received(chunk: Buffer): void {
    this.receivedBytes += chunk.length
    this.#framer.push(chunk)
    if (this.host.recorder.congested) {
      this.#pause(pausedFor.capture)
      this.host.pausedForCapture(this)
    }
  }

  #write(bytes: Uint8Array, cause: Cause): void {
    const { recorder, traffic } = this.host
    const record = recorder.messageOut(this.peer, bytes, cause)
    traffic.sentMessages++
    traffic.sentBytes += bytes.length
    this.sentBytes += bytes.length
    this.#ledger.look()
    this.socket.write(bytes)
    this.#ledger.wrote(record, bytes.length)
  }

  #pause(reason: number): void {
    if (this.#paused === 0) this.socket.pause()
    this.#paused |= reason
  }

  #resume(reason: number): void {
    if ((this.#paused & reason) === 0) return
    this.#paused &= ~reason
    if (this.#paused === 0) this.socket.resume()
  }

  #endReceived(): void {
    if (this.#isReset()) return
    this.#framer.end()
    this.#finReceived = true
    this.#finBy ??= 'peer'
    this.host.recorder.event(this.peer, { event: 'end-received' })
    if (this.host.answerHalfClose) this.#endOurs('peer')
    this.host.stateChanged(this)
  }

  /**
   * libuv reports a reset that comes together with data as a plain end. A write of no bytes tells them apart: after a
   * reset it fails, and `error` follows.
   */
  #isReset(): boolean {
    if (this.#finWanted) return false
    this.socket.write(nothing)
    return this.socket.errored !== null
  }

  #endOurs(by: 'us' | 'peer'): void {
    if (this.#finWanted || this.socket.destroyed) return
    this.#finWanted = true
    this.#finBy ??= by
    this.socket.end()
  }

  #endSent(): void {
    this.host.recorder.event(this.peer, { event: 'end-sent' })
    if (this.#resetting) this.#resetNow()
    else if (this.#closing) this.#letGo()
    else this.host.stateChanged(this)
  }

  #letGo(): void {
    this.#takeBuffered()
    this.socket.destroy()
  }

  #resetNow(): void {
    this.#takeBuffered()
    this.#unsent = this.#ledger.unsent(false)
    this.socket.resetAndDestroy()
  }

  /** What was read while the socket was paused is the capture's, though the connection ends. */
  #takeBuffered(): void {
    // A socket that has failed hands over what it holds, but no longer tells its listeners.
    this.socket.removeAllListeners('data')
    for (let chunk = this.#buffered(); chunk !== null; chunk = this.#buffered()) this.#received(chunk)
  }

  #buffered(): Buffer | null {
    return this.socket.read() as Buffer | null
  }

  #failed(error: Error & { readonly syscall?: string }): void {
    if (this.#error) return
    this.#error = error
    this.#unsent ??= this.#ledger.unsent(error.syscall === 'write')
  }

  #closed(): void {
    if (this.#until !== null) return
    this.#takeBuffered()
    if (!this.#finReceived) this.#framer.end()
    this.#until = Date.now()
    this.#tellUnsent()
    this.host.recorder.event(this.peer, {
      event: 'closed',
      end: this.#end(),
      receivedBytes: this.receivedBytes,
      sentBytes: this.sentBytes,
      durationMs: this.#until - this.since,
    })
    this.host.behaviour.closed(this)
    this.host.closed(this)
  }

  #tellUnsent(): void {
    if (!this.#unsent) return
    const { record, bytes } = this.#unsent
    this.sentBytes -= bytes
    this.host.traffic.sentBytes -= bytes
    const failure = this.#resetting
      ? new SockwrightError('ECONNABORTED', { unsent: bytes })
      : socketFailure(this.#endedByPeer() ? { code: 'EPIPE' } : this.#error, this.#context(bytes))
    this.host.recorder.event(this.peer, {
      event: 'send-failed',
      record,
      unsent: bytes,
      failure: failure.toFailure(),
    })
  }

  /** Reset, or gone when we wrote: both are the peer's doing. */
  #endedByPeer(): boolean {
    return this.#error?.code === 'ECONNRESET' || this.#error?.code === 'EPIPE'
  }

  #end(): PeerEnd {
    if (this.#resetting) return { by: 'us', how: 'reset' }
    if (this.#endedByPeer()) return { by: 'peer', how: 'reset' }
    if (this.#error) {
      return { by: 'failure', failure: socketFailure(this.#error, this.#context(0)).toFailure() }
    }
    return { by: this.#closing ? 'us' : (this.#finBy ?? 'us'), how: 'close' }
  }

  #context(unsent: number) {
    return { operation: 'send', address: this.remote.address, port: this.remote.port, unsent } as const
  }
}
