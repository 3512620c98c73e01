import type { RuleAlert } from '../../../shared/contract/engine/rule-calls'
import { RateLimit } from '../timing/rate-limit'

/** Different texts that are told at once; of further ones only the last of each rule. */
const mostTexts = 100

/** Gathers what rules alert of, so that windows are told once a second, however often a rule acts. */
export class AlertReporter {
  readonly #waiting = new Map<string, RuleAlert>()
  readonly #limit: RateLimit

  constructor(report: (alerts: readonly RuleAlert[]) => void) {
    this.#limit = new RateLimit(() => {
      const alerts = [...this.#waiting.values()]
      this.#waiting.clear()
      report(alerts)
    }, 1_000)
  }

  note(alert: Omit<RuleAlert, 'count'>): void {
    const ofRule = `${alert.endpoint} ${alert.rule}`
    const ofText = `${ofRule} ${alert.text}`
    const key = this.#waiting.has(ofText) || this.#waiting.size < mostTexts ? ofText : ofRule
    const count = (this.#waiting.get(key)?.count ?? 0) + 1
    this.#waiting.set(key, { ...alert, count })
    this.#limit.note()
  }

  stop(): void {
    this.#limit.stop()
  }
}
