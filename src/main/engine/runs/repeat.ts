import type { NamedCause } from '../../../shared/capture/record'
import type { RepeatStatus, RepeatUntil, RunCounts, RunEnd } from '../../../shared/contract/engine/run-calls'
import type { Target } from '../../../shared/contract/engine/endpoint-calls'
import { toFailure, type Failure } from '../../../shared/contract/errors'
import { isRunning } from '../../../shared/endpoints/endpoint-status'
import type { Payload } from '../../../shared/payload/payload'
import type { PayloadTemplate } from '../../../shared/payload/payload-template'
import type { Endpoint } from '../endpoints/endpoint'
import { Sendings } from '../payload/sendings'
import type { AtWork } from './at-work'
import { RateMeter } from './rate-meter'
import { Recipients, type SendingResult } from './recipients'
import { Schedule } from './schedule'

/** What is repeated, to whom, how often and until when. */
export interface RepeatPlan {
  readonly target: Target
  readonly payload: Payload
  readonly template: PayloadTemplate
  readonly everyMs: number
  readonly until: RepeatUntil
  readonly cause: NamedCause
}

/** So many bytes of a payload are shown. */
const shownCharacters = 120

/**
 * One repeat at work. It sends when it is told to and never waits by itself: whoever owns it calls {@link turn} when
 * {@link nextDue} has come.
 */
export class Repeat implements AtWork {
  readonly startedAt = Date.now()
  readonly #schedule: Schedule
  readonly #meter: RateMeter
  readonly #recipients: Recipients
  readonly #sendings: Sendings
  readonly #counts = { sent: 0, slow: 0, nobody: 0, failed: 0 }
  #lastFailure: Failure | null = null
  #end: RunEnd | null = null

  /** `now` is a time of the steady clock (`performance.now()`), as with every other call. `released` is told its end. */
  constructor(
    readonly run: number,
    readonly endpoint: Endpoint,
    private readonly plan: RepeatPlan,
    now: number,
    private readonly released: (repeat: Repeat) => void,
  ) {
    const { everyMs, until, target } = plan
    this.#schedule = new Schedule(now, everyMs, until.is === 'time' ? now + until.ms : Infinity)
    this.#meter = new RateMeter(everyMs)
    this.#recipients = new Recipients(target)
    this.#sendings = new Sendings(endpoint.sendings.sources)
  }

  get end(): RunEnd | null {
    return this.#end
  }

  get nextDue(): number {
    return this.#schedule.nextDue
  }

  get counts(): RunCounts {
    return { ...this.#counts, missed: this.#schedule.missed }
  }

  /** Makes the sendings that are due, `most` at most. One turn has to be over before the next begins. */
  async turn(now: number, most: number): Promise<void> {
    let left = Math.min(this.#schedule.due(now), most, this.#leftTimes() ?? Infinity)
    while (left > 0 && !this.#end) {
      // A sending with variables has to know whether the one before it went out, which `seq` counts.
      const group = this.plan.template.constant ? left : 1
      this.#schedule.done(group)
      left -= group
      const results = await Promise.all(Array.from({ length: group }, () => this.#send()))
      this.#learn(results.filter((result) => result !== null))
    }
    if (!this.#end) this.#endByItself()
  }

  stop(end: RunEnd): void {
    if (this.#end) return
    this.#end = end
    this.released(this)
  }

  status(now: number): RepeatStatus {
    const { everyMs, until, payload } = this.plan
    const over = this.#end !== null
    return {
      run: this.run,
      kind: 'repeat',
      endpoint: this.endpoint.config.id,
      target: this.plan.target,
      payload: typed(payload).slice(0, shownCharacters),
      form: payload.form,
      everyMs,
      until,
      startedAt: this.startedAt,
      wantedRate: 1_000 / everyMs,
      achievedRate: over ? this.#meter.overall() : this.#meter.lately(now),
      counts: this.counts,
      leftTimes: over ? null : this.#leftTimes(),
      leftMs: over || until.is !== 'time' ? null : Math.max(0, until.ms - (Date.now() - this.startedAt)),
      lastFailure: this.#lastFailure,
      end: this.#end,
    }
  }

  #leftTimes(): number | null {
    const { until } = this.plan
    return until.is === 'times' ? Math.max(0, until.times - this.#counts.sent - this.#counts.failed) : null
  }

  /** Null where nobody was there. */
  async #send(): Promise<SendingResult | null> {
    const { template, cause } = this.plan
    try {
      const outgoing = this.#sendings.outgoing(template)
      const outcomes = await this.endpoint.send(this.#recipients.target, outgoing, cause, template)
      const result = this.#recipients.learn(outcomes)
      if (result?.is !== 'slow') this.#sendings.count(template)
      return result
    } catch (thrown) {
      return this.#refused(toFailure(thrown))
    }
  }

  /** A call that failed as a whole. */
  #refused(failure: Failure): SendingResult | null {
    const { code } = failure
    // A client between two connections goes on with the next one; an endpoint that stops ends its runs.
    const nobody = code === 'E_NO_PEER' || code === 'E_ENDPOINT_STATE'
    if (!nobody)
      return code === 'E_PEER_SLOW' ? { is: 'slow', slow: 1, failure } : { is: 'failed', slow: 0, failure }
    this.#counts.nobody++
    if (!isRunning(this.endpoint.status().state)) this.stop({ by: 'endpoint' })
    else if (this.plan.target.to === 'address') this.stop({ by: 'peers' })
    this.#recipients.allGone()
    return null
  }

  #learn(results: readonly SendingResult[]): void {
    for (const { is, slow, failure } of results) {
      if (is !== 'slow') this.#counts[is]++
      this.#counts.slow += slow
      this.#lastFailure = failure ?? this.#lastFailure
    }
    const { sent, failed } = this.#counts
    if (results.some(({ is }) => is === 'sent')) this.#meter.note(sent, performance.now())
    if (sent === 0 && failed > 0 && this.#lastFailure)
      this.stop({ by: 'failure', failure: this.#lastFailure })
    if (this.#recipients.isEmpty) this.stop({ by: 'peers' })
  }

  #endByItself(): void {
    if (this.#leftTimes() === 0 || this.#schedule.isOver) this.stop({ by: 'itself' })
    else if (this.#recipients.isEmpty) this.stop({ by: 'peers' })
  }
}

function typed(payload: Payload): string {
  return payload.form === 'text' ? payload.text : payload.hex
}
