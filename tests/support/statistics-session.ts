import * as v from 'valibot'
import type { QueryService } from '../../src/main/engine/query/query-service'
import type {
  StatisticsCalls,
  StatisticsSession,
} from '../../src/main/engine/query/statistics/statistics-session'
import type { CallArgs, CallInput, CallResult } from '../../src/shared/contract/call'
import {
  statisticsCalls,
  type StatisticsProgress,
  type StatisticsReport,
} from '../../src/shared/contract/engine/statistics-calls'
import { SockwrightError } from '../../src/shared/contract/errors'

type OpenInput = CallInput<StatisticsCalls, 'statistics.open'>
type ReadInput = Omit<CallInput<StatisticsCalls, 'statistics.read'>, 'statistics'>

/** A statistics session of a query service, called as the contract would. */
export class CountingSession {
  readonly session: StatisticsSession
  /** All that was told, in order. */
  readonly news: StatisticsProgress[] = []
  private waiting: (() => void)[] = []

  constructor(service: QueryService) {
    this.session = service.statisticsSession((name, payload) => {
      if (name === 'statistics.progress') this.news.push(payload as StatisticsProgress)
      this.waiting.splice(0).forEach((wake) => wake())
    })
  }

  /** Calls a handler with validated arguments. */
  async call<K extends keyof StatisticsCalls>(
    name: K,
    input: CallInput<StatisticsCalls, K>,
  ): Promise<CallResult<StatisticsCalls, K>> {
    const args = v.parse(statisticsCalls[name].args, input) as CallArgs<StatisticsCalls, K>
    const handler = this.session.handlers[name] as (
      args: CallArgs<StatisticsCalls, K>,
    ) => CallResult<StatisticsCalls, K> | Promise<CallResult<StatisticsCalls, K>>
    return handler(args)
  }

  /** Waits until statistics have told of a progress that `matches`, later than news number `since`. */
  async progress(
    statistics: string,
    matches: (progress: StatisticsProgress) => boolean,
    since = 0,
  ): Promise<StatisticsProgress> {
    for (;;) {
      const found = this.news.slice(since).findLast((one) => one.statistics === statistics && matches(one))
      if (found?.failure) throw SockwrightError.from(found.failure)
      if (found) return found
      await new Promise<void>((wake) => this.waiting.push(wake))
    }
  }

  /** Opens statistics and waits until everything has been counted. */
  async open(input: OpenInput): Promise<string> {
    const { statistics } = await this.call('statistics.open', input)
    await this.progress(statistics, ({ done }) => done)
    return statistics
  }

  /** What is counted of a range of a capture. */
  async count(input: OpenInput, read: ReadInput = {}): Promise<StatisticsReport> {
    const statistics = await this.open(input)
    const report = await this.call('statistics.read', { statistics, ...read })
    await this.call('statistics.close', { statistics })
    return report
  }
}
