import type { DirectionFaults } from '../../../shared/faults/fault-plan'
import { Fifo } from '../queues/fifo'
import type { CarriedRecord, FaultOutlet, FaultUnits } from './fault-outlet'

/** So many bytes waiting in one direction of a peer stop what would add more. */
export const mostWaiting = 1_048_576
/** A stream of limited bandwidth goes on in pieces of so many ms. */
const pieceMs = 50

/** What ends, or holds up, a direction when everything before it has gone on. */
export type LineMark = 'stall' | 'half-close' | 'reset'

type Waiting =
  | {
      readonly is: 'bytes'
      /** What leaves together. */
      readonly parts: Uint8Array[]
      readonly of: CarriedRecord
      readonly due: number
      readonly mergesUntil: number
    }
  | { readonly is: 'mark'; readonly mark: LineMark; readonly due: number }

/**
 * The way of one direction: what is put on it comes out in order, after its delay, as fast as the bandwidth permits, in
 * larger or smaller pieces. Owns one timer.
 */
export class FaultLine {
  readonly #queue = new Fifo<Waiting>()
  /** Bytes of the first one that were delivered already. */
  #begun = 0
  #bytes = 0
  #lastDue = 0
  /** When the bandwidth permits the next piece. */
  #free = 0
  #isFull = false
  #isStalled = false
  #isEnding = false
  #timer: NodeJS.Timeout | null = null
  #turn: NodeJS.Immediate | null = null
  /** Bytes delivered in this turn of the loop, counted where writes are split. */
  #turnBytes = 0

  constructor(
    private readonly faults: Pick<DirectionFaults, 'rate' | 'split' | 'merge'>,
    private readonly units: FaultUnits,
    private readonly outlet: FaultOutlet,
    private readonly passed: (mark: LineMark) => void,
  ) {}

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes
  }

  /** Would so many bytes have to wait? */
  delays(length: number, delayMs: number): boolean {
    const { rate, merge } = this.faults
    if (delayMs > 0 || merge > 0 || this.#queue.length > 0 || this.#isStalled) return true
    return rate > 0 && (performance.now() < this.#free || length > this.#pieceBytes())
  }

  add(bytes: Uint8Array, of: CarriedRecord, delayMs: number): void {
    const due = this.#due(delayMs)
    this.#bytes += bytes.length
    const last = this.#mergesWith(due)
    if (last && this.units === 'bytes') last.parts.push(bytes)
    else {
      const mergesUntil = last?.mergesUntil ?? due + this.faults.merge
      this.#queue.push({ is: 'bytes', parts: [bytes], of, due: mergesUntil, mergesUntil })
    }
    this.#run()
  }

  mark(mark: LineMark): void {
    this.#queue.push({ is: 'mark', mark, due: this.#due(0) })
    this.#run()
  }

  /** From now on nothing comes out. */
  stall(): void {
    this.#isStalled = true
    this.#halt()
  }

  /** Tells {@link FaultOutlet.ended} when everything has come out. */
  end(): void {
    this.#isEnding = true
    this.#run()
  }

  /** Lets everything go at once, also what a stall holds. */
  release(): void {
    this.#halt()
    this.#isStalled = false
    const begun = this.#begun
    const rest = this.#queue.takeAll()
    this.#empty()
    rest.forEach((item, at) => {
      if (item.is !== 'bytes') return
      const bytes = together(item.parts)
      this.outlet.deliver(at === 0 ? bytes.subarray(begun) : bytes, item.of, true)
    })
    this.#tellRoom()
    this.#tellEnded()
  }

  /** Drops everything; nothing is told any more. */
  clear(): void {
    this.#halt()
    this.#isEnding = false
    this.#isStalled = true
    this.#empty()
  }

  #empty(): void {
    this.#queue.clear()
    this.#begun = 0
    this.#bytes = 0
  }

  #due(delayMs: number): number {
    // The order stays, whatever the jitter says.
    this.#lastDue = Math.max(this.#lastDue, performance.now() + delayMs)
    return this.#lastDue
  }

  /** What leaves in one write with bytes that are due then. */
  #mergesWith(due: number) {
    const { last } = this.#queue
    if (last?.is !== 'bytes' || due > last.mergesUntil || this.faults.merge === 0) return null
    return this.#queue.length === 1 && this.#begun > 0 ? null : last
  }

  #run(): void {
    for (let next = this.#queue.first; next && !this.#isStalled; next = this.#queue.first) {
      const wait = Math.max(next.due, next.is === 'bytes' ? this.#free : 0) - performance.now()
      // Timers may fire up to a millisecond early.
      if (wait > 1) {
        this.#wait(wait)
        return this.#tellRoom()
      }
      if (next.is === 'mark') this.#pass(next.mark)
      else {
        const bytes = together(next.parts)
        const length = this.#nextLength(bytes)
        if (!this.#fitsTurn(length)) return this.#tellRoom()
        this.#deliver(bytes, length, next.of)
      }
    }
    this.#tellRoom()
    this.#tellEnded()
  }

  #tellEnded(): void {
    if (!this.#isEnding || this.#queue.length > 0) return
    this.#isEnding = false
    this.outlet.ended()
  }

  #pass(mark: LineMark): void {
    this.#queue.shift()
    if (mark === 'stall') this.stall()
    this.passed(mark)
  }

  #deliver(bytes: Uint8Array, length: number, of: CarriedRecord): void {
    const { rate } = this.faults
    const piece = length === bytes.length ? bytes : bytes.subarray(this.#begun, this.#begun + length)
    this.#begun += length
    this.#bytes -= length
    const isLast = this.#begun === bytes.length
    if (isLast) {
      this.#queue.shift()
      this.#begun = 0
    }
    if (rate > 0) this.#free = Math.max(this.#free, performance.now() - pieceMs) + (length * 1_000) / rate
    this.outlet.deliver(piece, of, isLast)
    this.#countInTurn(length)
  }

  /** How much of the first message goes on next. */
  #nextLength(bytes: Uint8Array): number {
    const { split } = this.faults
    return Math.min(bytes.length - this.#begun, this.#pieceBytes(), split > 0 ? split : Infinity)
  }

  /** What goes on within a turn of the loop may become one write, so that no more does than a write may have. */
  #fitsTurn(length: number): boolean {
    return !this.#turn || this.#turnBytes + length <= this.faults.split
  }

  /** To be called behind a delivery: what its outlet does at the end of the turn comes before the next turn here. */
  #countInTurn(length: number): void {
    if (this.faults.split === 0) return
    this.#turnBytes += length
    this.#turn ??= setImmediate(() => {
      this.#turn = null
      this.#turnBytes = 0
      this.#run()
    })
  }

  #pieceBytes(): number {
    const { rate } = this.faults
    if (rate === 0 || this.units !== 'bytes') return Infinity
    return Math.max(1, Math.floor((rate * pieceMs) / 1_000))
  }

  #wait(ms: number | null): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = ms === null ? null : setTimeout(() => this.#run(), ms)
  }

  #halt(): void {
    this.#wait(null)
    if (this.#turn) clearImmediate(this.#turn)
    this.#turn = null
    this.#turnBytes = 0
  }

  #tellRoom(): void {
    const isFull = this.#isFull ? this.#bytes > mostWaiting / 2 : this.#bytes >= mostWaiting
    if (isFull === this.#isFull) return
    this.#isFull = isFull
    this.outlet.waits(isFull)
  }
}

/** Bytes as one piece, which stands for its parts from now on. */
function together(parts: Uint8Array[]): Uint8Array {
  if (parts.length > 1) parts.splice(0, parts.length, Buffer.concat(parts))
  return parts[0]!
}
