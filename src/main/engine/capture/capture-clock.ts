/** A step of the wall clock smaller than this is taken for the steady correction that time daemons do (ntpd(8)). */
const smallestStepMs = 200

/** Times of a clock, replaceable in tests. */
export interface TimeSource {
  /** Wall clock, ms since the epoch. */
  wall(): number
  /** Monotonic clock, ms since any moment. */
  monotonic(): number
}

const systemTime: TimeSource = { wall: () => Date.now(), monotonic: () => performance.now() }

/** The last anchor that was taken of each time source, ms. */
const anchors = new WeakMap<TimeSource, number>()

/**
 * What turns the monotonic clock into the wall clock, ms. The same for all captures that are begun while the wall clock is
 * not set: `Date.now()` counts whole milliseconds, and the times of two captures of one process are compared in µs.
 */
function anchorOf(source: TimeSource, lead: number): number {
  const known = anchors.get(source)
  if (known !== undefined && Math.abs(known - lead) < smallestStepMs / 4) return known
  anchors.set(source, lead)
  return lead
}

/**
 * The clock of one capture series: µs since the epoch, never decreasing. It is anchored to the wall clock once, so a
 * step of the wall clock does not disturb recorded times.
 */
export class CaptureClock {
  readonly #source: TimeSource
  readonly #offset: number
  /** Wall clock minus monotonic clock at the last check, ms. */
  #wallLead: number
  #last = 0

  constructor(source: TimeSource = systemTime) {
    this.#source = source
    this.#wallLead = source.wall() - source.monotonic()
    this.#offset = anchorOf(source, this.#wallLead)
  }

  /** µs since the epoch, a whole number. */
  now(): number {
    const time = Math.floor((this.#source.monotonic() + this.#offset) * 1_000)
    if (time > this.#last) this.#last = time
    return this.#last
  }

  /** By how many ms the wall clock was set since the last call; 0 where it was not. To be called once a second. */
  wallStep(): number {
    const lead = this.#source.wall() - this.#source.monotonic()
    const step = Math.round(lead - this.#wallLead)
    this.#wallLead = lead
    return Math.abs(step) < smallestStepMs ? 0 : step
  }
}
