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
    this.#offset = this.#wallLead
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
