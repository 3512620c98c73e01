import { build, type Histogram } from 'hdr-histogram-js'
import type { ErrorCode } from '../../../shared/contract/error-catalogue/error-catalogue'
import type { Failure } from '../../../shared/contract/errors'
import type { Latencies, LoadErrors, LoadSecond, LoadTotals } from '../../../shared/load/load-status'

/** Latencies from 1 µs to two minutes, to three digits. */
const histogramOptions = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 120_000_000,
  numberOfSignificantValueDigits: 3,
  autoResize: false,
  useWebAssembly: false,
} as const

/** What a load has done so far, all of it and second by second. Memory does not grow with the number of messages. */
export class LoadCounts {
  connected = 0
  connections = 0
  sentBytes = 0
  receivedBytes = 0
  missed = 0
  #sent = 0
  #replies = 0
  #failed = 0
  readonly #errors = new Map<ErrorCode, { count: number; failure: Failure }>()
  readonly #all: Histogram = build(histogramOptions)
  readonly #second: Histogram = build({ ...histogramOptions, numberOfSignificantValueDigits: 2 })
  /** The sums at the end of the last whole second. */
  #before = { sent: 0, replies: 0, errors: 0 }
  #seconds: LoadSecond[] = []
  #number = 0

  get sent(): number {
    return this.#sent
  }

  /** Messages that are answered, or failed. */
  get settled(): number {
    return this.#replies + this.#failed
  }

  sends(bytes: number): void {
    this.#sent++
    this.sentBytes += bytes
  }

  /** A reply as expected, `ms` after its message was due. */
  replied(ms: number): void {
    this.#replies++
    const microseconds = Math.min(Math.max(1, Math.round(ms * 1_000)), histogramOptions.highestTrackableValue)
    this.#all.recordValue(microseconds)
    this.#second.recordValue(microseconds)
  }

  /** `messages` of those that were sent will not be answered. */
  failed(failure: Failure, messages = 0): void {
    this.#failed += messages
    const times = Math.max(1, messages)
    const known = this.#errors.get(failure.code)
    this.#errors.set(failure.code, { count: (known?.count ?? 0) + times, failure })
  }

  /** To be called at the end of each second. */
  secondOver(): void {
    const { errors, ...sums } = { sent: this.#sent, replies: this.#replies, errors: this.#errorSum() }
    const has = this.#second.totalCount > 0
    this.#seconds.push({
      second: ++this.#number,
      sent: sums.sent - this.#before.sent,
      replies: sums.replies - this.#before.replies,
      errors: errors - this.#before.errors,
      connected: this.connected,
      p50: has ? this.#second.getValueAtPercentile(50) : null,
      p99: has ? this.#second.getValueAtPercentile(99) : null,
    })
    this.#before = { ...sums, errors }
    this.#second.reset()
  }

  /** The whole seconds that were not taken yet. */
  takeSeconds(): readonly LoadSecond[] {
    const seconds = this.#seconds
    this.#seconds = []
    return seconds
  }

  totals(elapsedMs: number): LoadTotals {
    const errors = Array.from(this.#errors, ([code, one]): LoadErrors => ({ code, ...one }))
    return {
      elapsedMs: Math.round(elapsedMs),
      connected: this.connected,
      connections: this.connections,
      sent: this.#sent,
      sentBytes: this.sentBytes,
      replies: this.#replies,
      receivedBytes: this.receivedBytes,
      missed: this.missed,
      errors: errors.sort((one, other) => other.count - one.count),
      latencies: this.#latencies(),
    }
  }

  #errorSum(): number {
    let sum = 0
    for (const { count } of this.#errors.values()) sum += count
    return sum
  }

  #latencies(): Latencies | null {
    const all = this.#all
    if (all.totalCount === 0) return null
    return {
      count: all.totalCount,
      mean: Math.round(all.mean),
      p50: all.getValueAtPercentile(50),
      p90: all.getValueAtPercentile(90),
      p99: all.getValueAtPercentile(99),
      p999: all.getValueAtPercentile(99.9),
      max: all.maxValue,
    }
  }
}
