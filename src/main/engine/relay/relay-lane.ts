import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { recordFlags, type Cause } from '../../../shared/capture/record'
import type { FaultDirection } from '../../../shared/faults/fault-plan'
import { isPassing } from '../capture/passing-bytes'
import type { UnfinishedMessage } from '../capture/unfinished-message'
import type { Framer, MessageSink } from '../endpoints/framing/framer'
import type { BehaviourPeer } from '../rules/behaviour'
import type { CarriedRecord, FaultOutlet } from '../faults/fault-outlet'
import type { FaultyWay, Fate } from '../faults/faulty-way'
import { mostHeldBytes } from './held-messages'
import type { RelayRun } from './relay-run'

/** The two ends of a lane: where its messages come from, and where they go. */
export interface LaneEnds {
  /** Has its source been told not to read? */
  readonly isPaused: boolean
  /** Can anything still go there? What comes afterwards goes no further. */
  readonly isWritable: boolean
  /** So much waits on the way that the source should not be read, or that is over. */
  pause(reason: 'faults' | 'held', on: boolean): void
  write(bytes: Uint8Array, record: number): void
  /** Nothing more comes. */
  end(): void
  reset(): void
}

const nothing = new Uint8Array(0)

/**
 * One direction of a relay's peer. A message is framed, rewritten, perhaps held for a person, then subject to faults, and
 * written. It is recorded once as it came, and again where it goes on as something else.
 */
export class RelayLane implements MessageSink, FaultOutlet {
  readonly #framer: Framer
  #way: FaultyWay | null
  #heldBytes = 0
  /** Bytes of a message that is not whole. */
  #begunBytes = 0
  #held = 0
  #isEnding = false

  constructor(
    private readonly run: RelayRun,
    readonly peer: number,
    readonly direction: FaultDirection,
    private readonly ends: LaneEnds,
    /** As whom rules and scripts hear what comes; null where they hear nothing. */
    private readonly heardAs: BehaviourPeer | null = null,
  ) {
    this.#framer = run.makeFramer(this)
    this.#way = run.faults.way(peer, direction, run.faultUnits, this)
  }

  /** Bytes of a stream came; they may be valid during the call only. */
  received(chunk: Buffer): void {
    // Rules may keep what they hear, so they get a copy.
    this.#framer.push(this.#isHeard && isPassing(chunk) ? Buffer.from(chunk) : chunk)
  }

  /** The source has ended, or it is to end here: our end follows what is on the way. */
  end(): void {
    this.endFraming()
    this.#isEnding = true
    this.#endWhenEmpty()
  }

  /** The faults have changed: what waits goes on, and new ones begin. */
  renewFaults(): void {
    this.#way?.release()
    this.#way = this.run.faults.way(this.peer, this.direction, this.run.faultUnits, this)
  }

  /** Lets go of all that faults hold up. */
  release(): void {
    this.#way?.release()
  }

  /** Drops what is on the way; nothing is written any more. */
  clear(): void {
    this.#way?.clear()
  }

  /** Bytes that are no whole message when their connection ends are recorded as such. */
  endFraming(): void {
    this.#framer.end()
  }

  /** Bytes on the way: of a message that is not whole, held for a person, or held up by a fault. */
  get waitingBytes(): number {
    return this.#begunBytes + this.#heldBytes + (this.#way?.waitingBytes ?? 0)
  }

  get isPaused(): boolean {
    return this.ends.isPaused
  }

  now(): number {
    return this.run.recorder.clock.now()
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    if (this.direction === 'in' && this.#isPlain) {
      this.run.traffic.receivedMessages += count
      const record = this.run.recorder.messagesIn(this.peer, chunk, from, ends, count)
      this.ends.write(chunk.subarray(from, ends[count - 1]), record)
      return
    }
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      this.message(chunk.subarray(start, end), 0)
      start = end
    }
  }

  /** What a rule or script says to whoever is at the end of this lane goes the same way, as the next message. */
  answer(bytes: Uint8Array, cause: Cause): void {
    this.#takeOn(bytes, 0, undefined, cause)
  }

  message(bytes: Uint8Array, flags: number, isEnd = true, time?: number): void {
    if (this.#isPlain) {
      this.ends.write(bytes, this.#recordOriginal(bytes, flags, time, 'none'))
      return
    }
    const { behaviour } = this.run
    const heardAs = this.#isHeard ? this.heardAs : null
    const classes = heardAs && isEnd && behaviour.classifies ? behaviour.classify(heardAs, bytes) : 0
    this.#takeOn(bytes, flags | classes, time, 'none')
    if (heardAs) behaviour.received(heardAs, bytes, isEnd)
  }

  /** Records the message, and lets it go on by way of rewriting, a person and faults. */
  #takeOn(bytes: Uint8Array, flags: number, time: number | undefined, cause: Cause): void {
    if (!this.ends.isWritable) return this.#recordDropped(bytes, flags, time, cause)
    const rewritten = this.run.rewriter.apply(this.direction, bytes)
    const own = rewritten?.bytes ?? bytes
    const isHeld = this.run.held.wants(this.direction)
    const fate = isHeld ? null : (this.#way?.judge(own) ?? null)
    const done = fate?.flags ?? 0
    const all = flags | done | (rewritten ? recordFlags.replaced : 0)
    const record = this.#recordOriginal(bytes, all, time, cause === 'none' ? (fate?.cause ?? cause) : cause)
    if (rewritten) this.#recordAltered(own, rewritten.cause, record, done)
    if (isHeld) this.#hold(own, record)
    else this.#goOn(own, fate, record)
  }

  tell(event: CaptureEvent): void {
    this.run.recorder.event(this.peer, event)
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.#begunBytes += change
    this.run.recorder.holds(message, change)
  }

  deliver(bytes: Uint8Array, { record }: CarriedRecord): void {
    this.ends.write(bytes, record)
  }

  halfClose(): void {
    this.ends.end()
  }

  reset(): void {
    this.ends.reset()
  }

  waits(isFull: boolean): void {
    this.ends.pause('faults', isFull)
  }

  ended(): void {
    this.ends.end()
  }

  /** Is a message recorded and written, and nothing else? */
  get #isPlain(): boolean {
    const { rewriter, held } = this.run
    const isTouched = this.#way || held.wants(this.direction) || rewriter.works(this.direction)
    return !isTouched && !this.#isHeard && this.ends.isWritable
  }

  get #isHeard(): boolean {
    return this.heardAs !== null && this.run.behaviour.hearsMessages
  }

  #recordOriginal(bytes: Uint8Array, flags: number, time: number | undefined, cause: Cause): number {
    const { recorder, traffic } = this.run
    if (this.direction === 'in') {
      traffic.receivedMessages++
      return recorder.messageIn(this.peer, bytes, flags, time, cause)
    }
    traffic.sentMessages++
    traffic.sentBytes += bytes.length
    return recorder.messageOut(this.peer, bytes, cause, flags)
  }

  /** Nothing goes there any more; where a fault ended it, that is the cause. */
  #recordDropped(bytes: Uint8Array, flags: number, time: number | undefined, cause: Cause): void {
    const fate = this.#way?.judge(bytes)
    const why = fate && (fate.flags & recordFlags.dropped) !== 0 ? fate.cause : null
    this.#recordOriginal(bytes, flags | recordFlags.dropped, time, why ?? cause)
  }

  #recordAltered(bytes: Uint8Array, cause: Cause, original: number, flags = 0): void {
    this.run.recorder.altered(this.peer, this.direction, bytes, cause, original, flags)
  }

  #goOn(bytes: Uint8Array, fate: Fate | null, record: number): void {
    if (!fate || !this.#way) return this.ends.write(bytes, record)
    for (const copy of fate.altered) this.#recordAltered(copy.bytes, copy.cause, record)
    this.#way.carry(fate, { record, flags: 0 })
  }

  #hold(bytes: Uint8Array, record: number): void {
    const own = isPassing(bytes) ? Buffer.from(bytes) : bytes
    const { peer, direction } = this
    this.#held++
    this.#heldBytes += own.length
    if (this.#heldBytes >= mostHeldBytes) this.ends.pause('held', true)
    const decide = (decided: Uint8Array | null, cause: Cause) => this.#decided(own, decided, cause, record)
    this.run.held.add({ peer, direction, record, bytes: own, decide })
  }

  #decided(own: Uint8Array, decided: Uint8Array | null, cause: Cause, record: number): void {
    this.#held--
    this.#heldBytes -= own.length
    if (this.#heldBytes < mostHeldBytes / 2) this.ends.pause('held', false)
    if (decided === null) this.#recordAltered(nothing, cause, record, recordFlags.dropped)
    else this.#letGo(own, decided, cause, record)
    this.#endWhenEmpty()
  }

  #letGo(own: Uint8Array, decided: Uint8Array, cause: Cause, record: number): void {
    const fate = this.#way?.judge(decided) ?? null
    if (decided !== own) this.#recordAltered(decided, cause, record, fate?.flags)
    if (fate?.cause && fate.flags & recordFlags.dropped)
      this.#recordAltered(nothing, fate.cause, record, recordFlags.dropped)
    this.#goOn(decided, fate, record)
  }

  #endWhenEmpty(): void {
    if (!this.#isEnding || this.#held > 0) return
    if (this.#way) this.#way.end()
    else this.ends.end()
  }
}
