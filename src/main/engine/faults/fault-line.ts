import type { DirectionFaults } from '../../../shared/faults/fault-plan'
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
      bytes: Uint8Array
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
  #queue: Waiting[] = []
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
    if (last && this.units === 'bytes') last.bytes = Buffer.concat([last.bytes, bytes])
    else {
      const mergesUntil = last?.mergesUntil ?? due + this.faults.merge
      this.#queue.push({ is: 'bytes', bytes, of, due: mergesUntil, mergesUntil })
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
    this.#wait(null)
  }

  /** Tells {@link FaultOutlet.ended} when everything has come out. */
  end(): void {
    this.#isEnding = true
    this.#run()
  }

  /** Lets everything go at once, also what a stall holds. */
  release(): void {
    this.#wait(null)
    this.#isStalled = false
    const rest = this.#queue
    const begun = this.#begun
    this.#empty()
    rest.forEach((item, at) => {
      if (item.is !== 'bytes') return
      this.outlet.deliver(at === 0 ? item.bytes.subarray(begun) : item.bytes, item.of, true)
    })
    this.#tellRoom()
    this.#tellEnded()
  }

  /** Drops everything; nothing is told any more. */
  clear(): void {
    this.#wait(null)
    this.#isEnding = false
    this.#isStalled = true
    this.#empty()
  }

  #empty(): void {
    this.#queue = []
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
    const last = this.#queue.at(-1)
    if (last?.is !== 'bytes' || due > last.mergesUntil || this.faults.merge === 0) return null
    return this.#queue.length === 1 && this.#begun > 0 ? null : last
  }

  #run(): void {
    for (let next = this.#queue[0]; next && !this.#isStalled; next = this.#queue[0]) {
      const wait = Math.max(next.due, next.is === 'bytes' ? this.#free : 0) - performance.now()
      // Timers may fire up to a millisecond early.
      if (wait > 1) {
        this.#wait(wait)
        return this.#tellRoom()
      }
      if (this.#turn) return
      if (next.is === 'mark') this.#pass(next.mark)
      else this.#deliver(next.bytes, next.of)
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

  #deliver(bytes: Uint8Array, of: CarriedRecord): void {
    const rest = bytes.length - this.#begun
    const { rate, split } = this.faults
    const length = Math.min(rest, this.#pieceBytes(), split > 0 ? split : rest)
    const piece = length === bytes.length ? bytes : bytes.subarray(this.#begun, this.#begun + length)
    this.#begun += length
    this.#bytes -= length
    const isLast = this.#begun === bytes.length
    if (isLast) {
      this.#queue.shift()
      this.#begun = 0
    }
    if (rate > 0) this.#free = Math.max(this.#free, performance.now() - pieceMs) + (length * 1_000) / rate
    if (split > 0 && this.#queue.length > 0) this.#takeTurn()
    this.outlet.deliver(piece, of, isLast)
  }

  /** Pieces of a split leave one in each turn of the loop, so that each is a write of its own. */
  #takeTurn(): void {
    this.#turn = setImmediate(() => {
      this.#turn = null
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
    if (this.#turn && ms === null) clearImmediate(this.#turn)
    if (ms === null) this.#turn = null
    this.#timer = ms === null ? null : setTimeout(() => this.#run(), ms)
  }

  #tellRoom(): void {
    const isFull = this.#isFull ? this.#bytes > mostWaiting / 2 : this.#bytes >= mostWaiting
    if (isFull === this.#isFull) return
    this.#isFull = isFull
    this.outlet.waits(isFull)
  }
}
