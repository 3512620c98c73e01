import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type {
  TimelineLaneChoice,
  TimelineProgress,
  TimelineRange,
  TimelineRow,
} from '../../src/shared/contract/engine/timeline-calls'
import { SockwrightError } from '../../src/shared/contract/errors'

/** A timeline as a window has it, with all its news kept. */
export class TimelineReader {
  private news: TimelineProgress[] = []
  private waiting: (() => void)[] = []
  private readonly stop: () => void
  private timeline = ''

  constructor(private readonly session: Caller<EngineCalls, EngineEvents>) {
    this.stop = session.on('timeline.progress', (progress) => {
      this.news.push(progress)
      this.waiting.splice(0).forEach((wake) => wake())
    })
  }

  /** Opens it and waits until it has caught up. */
  async open(lanes: readonly TimelineLaneChoice[], limit = 10_000): Promise<TimelineProgress> {
    const { timeline } = await this.session.call('timeline.open', { lanes: [...lanes], limit })
    this.timeline = timeline
    return this.until(({ done }) => done)
  }

  /** Waits for news that are `met`, also ones that have come already. */
  async until(met: (progress: TimelineProgress) => boolean): Promise<TimelineProgress> {
    for (;;) {
      const latest = this.news.findLast(({ timeline }) => timeline === this.timeline)
      if (latest?.failure) throw SockwrightError.from(latest.failure)
      if (latest && met(latest)) return latest
      await new Promise<void>((wake) => this.waiting.push(wake))
    }
  }

  /** Turns to another time and waits until that is there. */
  async show(range: TimelineRange, limit = 10_000): Promise<TimelineProgress> {
    const before = this.news.length
    await this.session.call('timeline.show', { timeline: this.timeline, range, limit })
    return this.until((news) => this.news.indexOf(news) >= before && news.done)
  }

  async rows(): Promise<readonly TimelineRow[]> {
    return (await this.session.call('timeline.read', { timeline: this.timeline, from: 0, count: 1_000 })).rows
  }

  locate(lane: 0 | 1, record: number): Promise<number | null> {
    return this.session.call('timeline.locate', { timeline: this.timeline, lane, record })
  }

  close(): void {
    this.stop()
  }
}
