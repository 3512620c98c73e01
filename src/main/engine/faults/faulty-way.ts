import { recordFlags, type NamedCause } from '../../../shared/capture/record'
import { type DirectionFaults, type FaultDirection, type FaultLimit } from '../../../shared/faults/fault-plan'
import { isPassing } from '../capture/passing-bytes'
import { FaultLine, type LineMark } from './fault-line'
import type { CarriedRecord, FaultOutlet, FaultUnits } from './fault-outlet'
import type { SeededRandom } from './seeded-random'

/** How long a message may wait for the next one to go before it, ms. */
const longestOvertaking = 1_000

/** What became of a message, as a record beside the original. */
export interface AlteredCopy {
  readonly bytes: Uint8Array
  readonly cause: NamedCause
}

/** What the faults do to one message: decided before it is recorded, so that its record can tell. */
export interface Fate {
  /** Bits of `recordFlags`. */
  readonly flags: number
  /** Null where nothing is done to it. */
  readonly cause: NamedCause | null
  readonly altered: readonly AlteredCopy[]
  /** What goes on, in order. */
  readonly goesOn: readonly Uint8Array[]
  readonly delayMs: number
  readonly isOvertaken: boolean
  /** What happens behind it; `rest` waits behind a stall. */
  readonly mark: LineMark | null
  readonly rest: Uint8Array | null
}

/** The faults of one direction of one peer. With the same random numbers the same messages have the same fate. */
export class FaultyWay {
  readonly #line: FaultLine
  readonly #timers: NodeJS.Timeout[] = []
  #overtaken: {
    readonly fate: Fate
    readonly of: CarriedRecord
    readonly timer: NodeJS.Timeout
  } | null = null
  /** Bytes that came this way. */
  #seen = 0
  /** Nothing goes on any more. */
  #endedBy: 'half-close' | 'reset' | null = null
  #hasStalled = false

  constructor(
    private readonly faults: DirectionFaults,
    private readonly random: SeededRandom,
    private readonly direction: FaultDirection,
    private readonly units: FaultUnits,
    private readonly outlet: FaultOutlet,
  ) {
    this.#line = new FaultLine(faults, units, outlet, (mark) => this.#passed(mark))
    this.#after(faults.stall, () => this.#stallNow())
    this.#after(faults.halfClose, () => this.#line.mark('half-close'))
    this.#after(faults.reset, () => this.#passed('reset'))
  }

  /** Bytes that wait. */
  get waitingBytes(): number {
    const overtaken = this.#overtaken?.fate.goesOn ?? []
    return overtaken.reduce((sum, { length }) => sum + length, this.#line.bytes)
  }

  /** Decides what is done to a message. To be followed by {@link carry}, in the same order. */
  judge(message: Uint8Array): Fate {
    const draw = this.#draw()
    const bytes = isPassing(message) ? Buffer.from(message) : message
    const before = this.#seen
    this.#seen += bytes.length
    if (this.#endedBy) return dropped(`fault:${this.#endedBy}`)
    const limit = this.#limitWithin(before, this.#seen)
    // What cannot be cut goes on whole.
    const at = this.units === 'bytes' && limit ? limit.at - before : bytes.length
    if (limit) return this.#cut(bytes, limit.mark, at)
    if (draw.drops) return dropped('fault:drop')
    const corrupt = draw.corrupts && bytes.length > 0 ? corrupted(bytes, draw.place, draw.bit) : null
    const sent = corrupt ?? bytes
    const isDelayed = draw.overtakes || this.#line.delays(sent.length, draw.delayMs)
    const replaced = corrupt ? recordFlags.replaced : 0
    const altered: AlteredCopy[] = [
      ...(corrupt ? [{ bytes: corrupt, cause: 'fault:corrupt' } as const] : []),
      ...(draw.doubles ? [{ bytes: sent, cause: 'fault:duplicate' } as const] : []),
    ]
    return {
      flags: replaced | (isDelayed ? recordFlags.delayed : 0),
      cause: isDelayed ? (draw.overtakes ? 'fault:reorder' : 'fault:delay') : null,
      altered,
      goesOn: draw.doubles ? [sent, sent] : [sent],
      delayMs: draw.delayMs,
      isOvertaken: draw.overtakes,
      mark: null,
      rest: null,
    }
  }

  /** Sends a message, recorded as `of`, the way that was decided for it. */
  carry(fate: Fate, of: CarriedRecord): void {
    if (fate.isOvertaken && !this.#overtaken) {
      const timer = setTimeout(() => this.#letOvertakenGo(), longestOvertaking)
      this.#overtaken = { fate, of, timer }
      return
    }
    for (const bytes of fate.goesOn) this.#line.add(bytes, of, fate.delayMs)
    if (fate.mark) this.#line.mark(fate.mark)
    if (fate.rest) this.#line.add(fate.rest, of, 0)
    if (fate.goesOn.length > 0) this.#letOvertakenGo()
  }

  /** Nothing more comes; {@link FaultOutlet.ended} is told when all has gone on. */
  end(): void {
    this.#letOvertakenGo()
    this.#line.end()
  }

  /** The faults are over: everything that waits goes on at once. */
  release(): void {
    this.#stopTimers()
    this.#letOvertakenGo()
    this.#line.release()
  }

  /** Drops what waits; nothing happens any more. */
  clear(): void {
    this.#stopTimers()
    if (this.#overtaken) clearTimeout(this.#overtaken.timer)
    this.#overtaken = null
    this.#line.clear()
  }

  /** For each message the same numbers are drawn, so that one fault does not change what another does. */
  #draw() {
    const { random, faults } = this
    const happens = (percent: number) => random.next() * 100 < percent
    return {
      drops: happens(faults.drop),
      doubles: happens(faults.duplicate),
      overtakes: happens(faults.reorder),
      corrupts: happens(faults.corrupt),
      place: random.next(),
      bit: Math.floor(random.next() * 8),
      delayMs: faults.delay + random.next() * faults.jitter,
    }
  }

  /** The first limit that lies behind `before` bytes and not behind `after`. */
  #limitWithin(before: number, after: number): { readonly mark: LineMark; readonly at: number } | null {
    const { stall, halfClose, reset } = this.faults
    const limits = [
      ...(this.#hasStalled ? [] : [{ mark: 'stall', limit: stall } as const]),
      { mark: 'half-close', limit: halfClose } as const,
      { mark: 'reset', limit: reset } as const,
    ]
    const within = limits
      .flatMap(({ mark, limit }) => (limit?.by === 'bytes' ? [{ mark, at: limit.count }] : []))
      .filter(({ at }) => at > before && at <= after)
    return within.sort((one, other) => one.at - other.at)[0] ?? null
  }

  #cut(bytes: Uint8Array, mark: LineMark, at: number): Fate {
    const [first, rest] = [bytes.subarray(0, at), bytes.subarray(at)]
    if (mark === 'stall') {
      this.#hasStalled = true
      const flags = rest.length > 0 ? recordFlags.delayed : 0
      const cause = rest.length > 0 ? 'fault:stall' : null
      return { ...plain, flags, cause, goesOn: [first], mark, rest: rest.length > 0 ? rest : null }
    }
    this.#endedBy = mark
    if (rest.length === 0) return { ...plain, goesOn: [first], mark }
    const altered = [{ bytes: first, cause: `fault:${mark}` as const }]
    return { ...plain, flags: recordFlags.replaced, altered, goesOn: [first], mark }
  }

  #passed(mark: LineMark): void {
    const limit = mark === 'stall' ? this.faults.stall : this.faults[mark === 'reset' ? 'reset' : 'halfClose']
    this.outlet.tell({
      event: 'fault-acted',
      fault: mark,
      direction: this.direction,
      after: limit ?? { by: 'bytes', count: this.#seen },
    })
    if (mark === 'stall') return
    this.#endedBy = mark
    if (mark === 'reset') this.outlet.reset()
    else this.outlet.halfClose()
  }

  #stallNow(): void {
    this.#hasStalled = true
    this.#line.stall()
    this.#passed('stall')
  }

  #letOvertakenGo(): void {
    const held = this.#overtaken
    if (!held) return
    this.#overtaken = null
    clearTimeout(held.timer)
    for (const bytes of held.fate.goesOn) this.#line.add(bytes, held.of, 0)
  }

  #after(limit: FaultLimit | null, act: () => void): void {
    if (limit?.by === 'seconds') this.#timers.push(setTimeout(act, limit.count * 1_000))
  }

  #stopTimers(): void {
    this.#timers.splice(0).forEach((timer) => clearTimeout(timer))
  }
}

const plain: Fate = {
  flags: 0,
  cause: null,
  altered: [],
  goesOn: [],
  delayMs: 0,
  isOvertaken: false,
  mark: null,
  rest: null,
}

function dropped(cause: NamedCause): Fate {
  return { ...plain, flags: recordFlags.dropped, cause }
}

function corrupted(bytes: Uint8Array, place: number, bit: number): Uint8Array {
  const copy = Buffer.from(bytes)
  copy[Math.floor(place * bytes.length)]! ^= 1 << bit
  return copy
}
