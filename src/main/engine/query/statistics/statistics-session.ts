import type { CallHandlers, EmitEvent } from '../../../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../../shared/contract/engine-contract'
import type { QueryService } from '../query-service'
import { SessionReaders } from '../session-readers'
import type { RunningStatistics } from './running-statistics'

/** The calls that it answers. */
export type StatisticsCalls = Pick<EngineCalls, Extract<keyof EngineCalls, `statistics.${string}`>>

/** The statistics of one session; they end with it. */
export class StatisticsSession {
  private readonly kept: SessionReaders<RunningStatistics>

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<StatisticsCalls> = {
    'statistics.open': async (asked) => {
      const opening = this.service.openStatistics(asked, (progress) =>
        this.emit('statistics.progress', progress),
      )
      return (await this.kept.keep(opening)).progress()
    },
    'statistics.show': ({ statistics, range }) => {
      this.kept.get(statistics).show(range)
      return null
    },
    'statistics.read': ({ statistics, live, ...question }) =>
      this.kept.get(statistics).read({ ...question, now: live ? Date.now() * 1_000 : null }),
    'statistics.close': ({ statistics }) => {
      this.kept.close(statistics)
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {
    this.kept = new SessionReaders((statistics) => service.closeStatistics(statistics))
  }

  close(): void {
    this.kept.closeAll()
  }
}
