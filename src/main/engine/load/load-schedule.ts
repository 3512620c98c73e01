/**
 * When the messages of a load are due. While clients begin, the rate grows with them from 0, evenly; from then on it is
 * as wanted. Times are ms from the start.
 */
export class LoadSchedule {
  /** Messages that are due until all clients have begun. */
  readonly #ramped: number

  /** `rate` in messages a second. */
  constructor(
    private readonly rate: number,
    private readonly rampUpMs: number,
  ) {
    this.#ramped = (rate * rampUpMs) / 2_000
  }

  /** How many are due until `ms`. */
  dueBy(ms: number): number {
    const { rate, rampUpMs } = this
    if (ms < rampUpMs) return Math.floor((rate * ms * ms) / (2_000 * rampUpMs))
    return Math.floor(this.#ramped + (rate * (ms - rampUpMs)) / 1_000)
  }

  /** When the message with this number, from 1 up, is due. */
  timeOf(number: number): number {
    const { rate, rampUpMs } = this
    if (number < this.#ramped) return Math.sqrt((number * 2_000 * rampUpMs) / rate)
    return rampUpMs + ((number - this.#ramped) * 1_000) / rate
  }
}
