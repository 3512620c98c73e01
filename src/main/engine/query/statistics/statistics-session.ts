import type { CallHandlers, EmitEvent } from '../../../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../../shared/contract/engine-contract'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { QueryService } from '../query-service'
import type { RunningStatistics } from './running-statistics'

/** The calls that it answers. */
export type StatisticsCalls = Pick<EngineCalls, Extract<keyof EngineCalls, `statistics.${string}`>>

/** The statistics of one session; they end with it. */
export class StatisticsSession {
  private readonly kept = new Map<string, RunningStatistics>()
  private closed = false

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<StatisticsCalls> = {
    'statistics.open': async (asked) => {
      const opened = await this.service.openStatistics(asked, (progress) =>
        this.emit('statistics.progress', progress),
      )
      if (this.closed) {
        this.service.closeStatistics(opened)
        throw new SockwrightError('E_LINK_CLOSED')
      }
      this.kept.set(opened.id, opened)
      return opened.progress()
    },
    'statistics.show': ({ statistics, range }) => {
      this.statistics(statistics).show(range)
      return null
    },
    'statistics.read': ({ statistics, live, ...question }) =>
      this.statistics(statistics).read({ ...question, now: live ? Date.now() * 1_000 : null }),
    'statistics.close': ({ statistics: id }) => {
      const statistics = this.statistics(id)
      this.kept.delete(id)
      this.service.closeStatistics(statistics)
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {}

  close(): void {
    this.closed = true
    for (const statistics of this.kept.values()) this.service.closeStatistics(statistics)
    this.kept.clear()
  }

  private statistics(id: string): RunningStatistics {
    const statistics = this.kept.get(id)
    if (!statistics) throw new SockwrightError('E_VIEW_UNKNOWN')
    return statistics
  }
}
