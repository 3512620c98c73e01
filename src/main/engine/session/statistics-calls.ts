import type { CallHandlers } from '../../../shared/contract/call'
import type { StatisticsCalls, StatisticsSession } from '../query/statistics/statistics-session'
import type { SessionFiles } from './session-files'

/** Statistics: those of their session, with every path checked before. */
export function statisticsCalls(
  statistics: StatisticsSession,
  files: SessionFiles,
): CallHandlers<StatisticsCalls> {
  const { handlers } = statistics
  return {
    ...handlers,
    async 'statistics.open'(args) {
      return handlers['statistics.open']({ ...args, capture: await files.capturePath(args.capture) })
    },
  }
}
