import { assertNever } from '../../../../shared/assert-never'
import { openSeries, type SeriesReader } from '../../capture/series-reader'
import { FollowedStream } from '../../follow/followed-stream'
import { TimelineQuery } from '../../timeline/timeline-query'
import { StatisticsQuery } from '../statistics/statistics-query'
import type { WatchTask, WatchTypes } from './watch-protocol'

/** What does the work of a watch, in the query thread, step by step and in bounded memory. */
export interface Watched<Types extends WatchTypes = WatchTypes> {
  readonly hasWork: boolean
  /** Looks at some more of its captures. What it throws ends the watch. */
  step(): void
  /** The last record that may be read of a capture has a new number. */
  grew(capture: number, records: number): void
  /** What it throws ends the watch. */
  hear(word: Types['word']): void
  /** What it throws is the answer to this question alone. */
  answer(question: Types['question']): Types['answer'] | Promise<Types['answer']>
  state(): Types['state']
  close(): void
}

/** Opens the captures of a watch. Fails as that does, and with `E_FILTER`; nothing is open then. */
export async function openWatched(task: WatchTask): Promise<Watched> {
  const captures = task.on === 'timeline' ? task.lanes.map(({ capture }) => capture) : [task.capture]
  const opened: SeriesReader[] = []
  try {
    for (const capture of captures) opened.push(await openSeries(capture))
    return watchedOf(task, opened)
  } catch (thrown) {
    for (const series of opened) series.close()
    throw thrown
  }
}

function watchedOf(task: WatchTask, opened: readonly SeriesReader[]): Watched {
  switch (task.on) {
    case 'stream':
      return new FollowedStream(opened[0]!, task)
    case 'statistics':
      return new StatisticsQuery(opened[0]!, task)
    case 'timeline':
      return new TimelineQuery(opened, task)
    default:
      return assertNever(task)
  }
}
