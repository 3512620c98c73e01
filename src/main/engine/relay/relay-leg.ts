import type { RelayLegName } from '../../../shared/capture/capture-event'
import type { LegStatus, PeerEnd, PeerState } from '../../../shared/endpoints/endpoint-status'
import type { Recorder } from '../capture/recorder'
import { isPassing } from '../capture/passing-bytes'
import { ConnectionEnding } from '../endpoints/connection-ending'
import { OutputLedger, type Unsent } from '../endpoints/stream/output-ledger'
import type { PeerStream, StreamError, StreamListener } from '../endpoints/stream/peer-stream'
import { forwardMemory } from './forward-memory'

/** So much waiting for one side stops reading the other. It must be more than Node itself lets wait (64 KiB). */
const slowLegBytes = 131_072

/** Reasons for not reading a leg, as bits. */
export const legPausedFor = { capture: 1, output: 2, faults: 4, held: 8 } as const

/** What a pair is told of its legs. */
export interface LegOwner {
  readonly peer: number
  readonly recorder: Recorder
  /** Bytes came; `passing` ones are valid during the call only. */
  legReceived(leg: RelayLeg, chunk: Buffer): void
  /** The other side of this leg has ended its direction. */
  legEnded(leg: RelayLeg): void
  /** What was queued for this leg has left. */
  legDrained(leg: RelayLeg): void
  /** The other side of this leg is gone, or the connection failed. */
  legBroke(leg: RelayLeg): void
  legChanged(): void
  /** Its last event is recorded. */
  legClosed(leg: RelayLeg): void
}

/** One of the two connections of a relay's peer. Owns its stream. */
export class RelayLeg implements StreamListener {
  readonly since = Date.now()
  receivedBytes = 0
  sentBytes = 0
  readonly #ending: ConnectionEnding
  readonly #ledger: OutputLedger
  /** Copies that the kernel has not taken. */
  #busy: Buffer[] = []
  #isReading = false
  #paused = 0
  #finReceived = false
  #finWanted = false
  #unsent: Unsent | null = null
  #isClosed = false

  constructor(
    readonly name: RelayLegName,
    private readonly stream: PeerStream,
    private readonly owner: LegOwner,
  ) {
    this.#ending = new ConnectionEnding(stream.remote)
    this.#ledger = new OutputLedger(stream)
    stream.listen(this)
  }

  /** Begins to read; later calls change nothing. */
  read(): void {
    if (this.#isReading) return
    this.#isReading = true
    this.stream.read()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get isPaused(): boolean {
    return this.#paused !== 0
  }

  /** So much waits that the other leg should not be read. */
  get isSlow(): boolean {
    return this.stream.queuedBytes >= slowLegBytes
  }

  get queuedBytes(): number {
    return this.#isClosed ? 0 : this.stream.queuedBytes
  }

  get state(): PeerState {
    if (this.#isClosed) return 'closed'
    if (this.#ending.isUnderWay || (this.#finWanted && this.#finReceived)) return 'closing'
    if (this.#finWanted) return 'half-closed-local'
    return this.#finReceived ? 'half-closed-remote' : 'open'
  }

  status(): LegStatus {
    const { local, remote } = this.stream
    return { local, remote, state: this.state }
  }

  /** Valid once it is closed. */
  end(): PeerEnd {
    return this.#ending.end()
  }

  /** Writes bytes of `record`, unless our direction has ended. */
  write(bytes: Uint8Array, record: number): void {
    if (this.#finWanted || this.stream.isDestroyed) return
    const copy = isPassing(bytes) ? forwardMemory.copy(bytes) : null
    this.sentBytes += bytes.length
    this.#ledger.look()
    this.stream.write(copy ?? bytes)
    this.#ledger.wrote(record, bytes.length)
    if (copy) this.#keep(copy)
  }

  /** Ends our direction once everything written has left. */
  endOurs(by: 'us' | 'peer'): void {
    if (this.#finWanted || this.stream.isDestroyed) return
    this.#finWanted = true
    this.#ending.finBy ??= by
    this.stream.end()
    this.owner.legChanged()
  }

  /** Sends what is queued, ends our direction and lets go (close(2)). */
  close(): void {
    if (this.#ending.isUnderWay || this.stream.isDestroyed) return
    this.#ending.closing = true
    this.endOurs('us')
    if (this.stream.hasEnded) this.#letGo()
    this.owner.legChanged()
  }

  /** Ends both directions at once; the other side sees a reset. */
  reset(): void {
    if (this.#ending.resetting || this.stream.isDestroyed) return
    this.#ending.resetting = true
    // libuv refuses a reset while the FIN is on its way into the kernel, which takes one turn of the loop.
    if (!this.stream.isEnding || this.stream.queuedBytes > 0) this.#resetNow()
    this.owner.legChanged()
  }

  pause(reason: number): void {
    if (this.#paused === 0) this.stream.pause()
    this.#paused |= reason
  }

  resume(reason: number): void {
    if ((this.#paused & reason) === 0) return
    this.#paused &= ~reason
    if (this.#paused === 0) this.stream.resume()
  }

  setNoDelay(on: boolean): void {
    this.stream.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.stream.setKeepAlive(on, delayMs)
  }

  /** To be called once a second: after a FIN only a write tells of a reset, and one of no bytes disturbs nobody. */
  look(): void {
    this.#ledger.look()
    const isSilent = this.#finReceived && !this.#finWanted && this.stream.queuedBytes === 0
    if (isSilent && !this.stream.isDestroyed) this.stream.probe()
  }

  received(chunk: Buffer): void {
    this.receivedBytes += chunk.length
    this.owner.legReceived(this, chunk)
  }

  endReceived(): void {
    if (this.#isReset()) return
    this.#finReceived = true
    this.#ending.finBy ??= 'peer'
    this.owner.recorder.event(this.owner.peer, { event: 'end-received', leg: this.name })
    this.owner.legEnded(this)
    this.owner.legChanged()
  }

  endSent(): void {
    this.owner.recorder.event(this.owner.peer, { event: 'end-sent', leg: this.name })
    this.#giveBack()
    if (this.#ending.resetting) this.#resetNow()
    else if (this.#ending.closing) this.#letGo()
    else this.owner.legChanged()
  }

  drained(): void {
    this.#giveBack()
    this.owner.legDrained(this)
  }

  failed(error: StreamError): void {
    if (this.#ending.error) return
    this.#ending.error = error
    this.#unsent ??= this.#ledger.unsent(error.syscall === 'write')
    this.owner.legBroke(this)
  }

  closed(): void {
    if (this.#isClosed) return
    this.stream.takeBuffered()
    this.#isClosed = true
    // Its memory may still belong to a write: it is not used again.
    this.#busy = []
    this.#tellUnsent()
    this.owner.recorder.event(this.owner.peer, {
      event: 'leg-closed',
      leg: this.name,
      end: this.end(),
      receivedBytes: this.receivedBytes,
      sentBytes: this.sentBytes,
      durationMs: Date.now() - this.since,
    })
    this.owner.legClosed(this)
  }

  #keep(copy: Buffer): void {
    this.#busy.push(copy)
    if (this.stream.queuedBytes === 0) this.#giveBack()
  }

  #giveBack(): void {
    if (this.#busy.length === 0 || this.stream.queuedBytes > 0) return
    forwardMemory.give(this.#busy)
    this.#busy = []
  }

  /** A reset together with data may be told as a plain end: after a reset a write of no bytes fails. */
  #isReset(): boolean {
    if (this.#finWanted) return false
    this.stream.probe()
    return this.stream.hasFailed
  }

  #letGo(): void {
    this.stream.takeBuffered()
    this.stream.destroy()
  }

  #resetNow(): void {
    this.stream.takeBuffered()
    this.#unsent = this.#ledger.unsent(false)
    this.stream.reset()
  }

  #tellUnsent(): void {
    if (!this.#unsent) return
    const { record, bytes } = this.#unsent
    this.sentBytes -= bytes
    const failure = this.#ending.sendFailure(bytes).toFailure()
    const event = { event: 'send-failed', leg: this.name, record, unsent: bytes, failure } as const
    this.owner.recorder.event(this.owner.peer, event)
  }
}
