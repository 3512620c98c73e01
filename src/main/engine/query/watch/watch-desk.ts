import { toFailure } from '../../../../shared/contract/errors'
import { RateLimit } from '../../timing/rate-limit'
import type { WatchNews, WatchRequest } from './watch-protocol'
import { openWatched, type Watched } from './watched'

type Asked = Extract<WatchRequest, { is: 'watch-grew' | 'watch-told' | 'watch-asked' }>

/** A watch whose captures are open. */
interface OpenWatch {
  readonly watched: Watched
  /** When its state was told last, ms. */
  toldAt: number
  failed: boolean
}

/** All watches, in the query thread; they take turns with its filters. */
export class WatchDesk {
  private readonly watches = new Map<number, OpenWatch>()
  /** What was asked of watches whose captures are being opened. */
  private readonly opening = new Map<number, Asked[]>()

  /** `wake` is called when there is work. */
  constructor(
    private readonly report: (news: WatchNews) => void,
    private readonly wake: () => void,
  ) {}

  handle(request: WatchRequest): void {
    switch (request.is) {
      case 'watch':
        void this.open(request)
        return
      case 'watch-closed':
        this.opening.delete(request.watch)
        this.watches.get(request.watch)?.watched.close()
        this.watches.delete(request.watch)
        return
      default:
        this.pass(request)
    }
  }

  get hasWork(): boolean {
    for (const watch of this.watches.values()) if (hasWork(watch)) return true
    return false
  }

  /** One step of all that have something to do. */
  step(): void {
    for (const [number, watch] of this.watches) {
      if (!hasWork(watch)) continue
      this.guard(number, watch, () => {
        watch.watched.step()
        if (!hasWork(watch) || performance.now() - watch.toldAt >= RateLimit.intervalMs) {
          this.tell(number, watch)
        }
      })
    }
  }

  private async open({ watch: number, task }: Extract<WatchRequest, { is: 'watch' }>): Promise<void> {
    this.opening.set(number, [])
    try {
      const watched = await openWatched(task)
      const asked = this.opening.get(number)
      if (!asked) {
        watched.close()
        return
      }
      this.opening.delete(number)
      const watch = { watched, toldAt: -Infinity, failed: false }
      this.watches.set(number, watch)
      for (const request of asked) this.pass(request)
      this.tellIfIdle(number, watch)
      this.wake()
    } catch (thrown) {
      this.opening.delete(number)
      this.report({ is: 'watch-failed', watch: number, failure: toFailure(thrown) })
    }
  }

  private pass(request: Asked): void {
    const waiting = this.opening.get(request.watch)
    if (waiting) {
      waiting.push(request)
      return
    }
    const watch = this.watches.get(request.watch)
    if (!watch || watch.failed) return
    if (request.is === 'watch-asked') void this.answer(request, watch)
    else this.inform(request, watch)
    this.wake()
  }

  private inform(request: Exclude<Asked, { is: 'watch-asked' }>, watch: OpenWatch): void {
    this.guard(request.watch, watch, () => {
      if (request.is === 'watch-grew') watch.watched.grew(request.capture, request.records)
      else {
        watch.watched.hear(request.word)
        this.tell(request.watch, watch)
      }
    })
  }

  private async answer(
    { watch, number, question }: Extract<Asked, { is: 'watch-asked' }>,
    { watched }: OpenWatch,
  ): Promise<void> {
    try {
      this.report({ is: 'watch-answer', watch, number, answer: await watched.answer(question) })
    } catch (thrown) {
      this.report({ is: 'watch-refused', watch, number, failure: toFailure(thrown) })
    }
  }

  /** What has nothing to do takes no step that would tell its state. */
  private tellIfIdle(number: number, watch: OpenWatch): void {
    if (!hasWork(watch) && !watch.failed) this.tell(number, watch)
  }

  private tell(number: number, watch: OpenWatch): void {
    watch.toldAt = performance.now()
    this.report({ is: 'watch-state', watch: number, state: watch.watched.state() })
  }

  private guard(number: number, watch: OpenWatch, work: () => void): void {
    try {
      work()
    } catch (thrown) {
      watch.failed = true
      this.report({ is: 'watch-failed', watch: number, failure: toFailure(thrown) })
    }
  }
}

function hasWork({ watched, failed }: OpenWatch): boolean {
  return !failed && watched.hasWork
}
