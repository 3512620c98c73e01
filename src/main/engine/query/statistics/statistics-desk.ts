import { toFailure } from '../../../../shared/contract/errors'
import { openSeries } from '../../capture/series-reader'
import type { StatisticsNews, StatisticsRequest } from './statistics-protocol'
import { StatisticsQuery } from './statistics-query'

type Asked = Extract<StatisticsRequest, { is: 'statistics-grew' | 'statistics-show' | 'statistics-read' }>

/** All statistics that are being kept, in the query thread; they take turns with its filters. */
export class StatisticsDesk {
  private readonly queries = new Map<number, StatisticsQuery>()
  /** What was asked of statistics whose capture is being opened. */
  private readonly opening = new Map<number, Asked[]>()

  /** `wake` is called when there is work. */
  constructor(
    private readonly report: (news: StatisticsNews) => void,
    private readonly wake: () => void,
  ) {}

  handle(request: StatisticsRequest): void {
    switch (request.is) {
      case 'statistics':
        void this.open(request)
        return
      case 'statistics-close':
        this.opening.delete(request.statistics)
        this.queries.get(request.statistics)?.close()
        this.queries.delete(request.statistics)
        return
      default:
        this.pass(request)
    }
  }

  get hasWork(): boolean {
    for (const query of this.queries.values()) if (query.hasWork) return true
    return false
  }

  /** One step of all that have something to do. */
  step(): void {
    for (const query of this.queries.values()) if (query.hasWork) query.step()
  }

  private async open({ statistics, task }: Extract<StatisticsRequest, { is: 'statistics' }>): Promise<void> {
    this.opening.set(statistics, [])
    try {
      const series = await openSeries(task.capture)
      const asked = this.opening.get(statistics)
      if (!asked) {
        series.close()
        return
      }
      try {
        this.queries.set(statistics, new StatisticsQuery(statistics, series, task, this.report))
      } catch (thrown) {
        series.close()
        throw thrown
      }
      this.opening.delete(statistics)
      for (const request of asked) this.pass(request)
      this.wake()
    } catch (thrown) {
      this.opening.delete(statistics)
      this.report({ is: 'statistics-failed', statistics, failure: toFailure(thrown) })
    }
  }

  private pass(request: Asked): void {
    const waiting = this.opening.get(request.statistics)
    if (waiting) {
      waiting.push(request)
      return
    }
    const query = this.queries.get(request.statistics)
    if (!query) return
    if (request.is === 'statistics-grew') query.grew(request.records)
    else if (request.is === 'statistics-show') query.show(request.range)
    else query.read(request.read, request.question)
    this.wake()
  }
}
