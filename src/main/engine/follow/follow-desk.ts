import { toFailure } from '../../../shared/contract/errors'
import { openSeries } from '../capture/series-reader'
import { FollowedStream } from './followed-stream'
import type { FollowReport, FollowRequest } from './follow-protocol'

type Asked = Extract<FollowRequest, { is: 'follow-ask' | 'follow-end-find' | 'follow-grew' }>

/** All streams that are followed, in the query thread; they take turns with its filters. */
export class FollowDesk {
  private readonly streams = new Map<number, FollowedStream>()
  /** What was asked of streams whose capture is being opened. */
  private readonly opening = new Map<number, Asked[]>()

  /** `wake` is called when there is work. */
  constructor(
    private readonly report: (report: FollowReport) => void,
    private readonly wake: () => void,
  ) {}

  handle(request: FollowRequest): void {
    switch (request.is) {
      case 'follow':
        void this.open(request)
        return
      case 'follow-close':
        this.opening.delete(request.id)
        this.streams.get(request.id)?.close()
        this.streams.delete(request.id)
        return
      default:
        this.pass(request)
    }
  }

  get hasWork(): boolean {
    for (const stream of this.streams.values()) if (stream.hasWork) return true
    return false
  }

  /** One step of every stream that has something to do. */
  step(): void {
    for (const stream of this.streams.values()) if (stream.hasWork) stream.step()
  }

  private async open({
    id,
    capture,
    peer,
    records,
  }: Extract<FollowRequest, { is: 'follow' }>): Promise<void> {
    this.opening.set(id, [])
    try {
      const series = await openSeries(capture)
      const asked = this.opening.get(id)
      if (!asked) {
        series.close()
        return
      }
      this.opening.delete(id)
      this.streams.set(id, new FollowedStream(id, series, peer, records, this.report))
      for (const request of asked) this.pass(request)
      this.wake()
    } catch (thrown) {
      this.opening.delete(id)
      this.report({ is: 'follow-failed', id, failure: toFailure(thrown) })
    }
  }

  private pass(request: Asked): void {
    const waiting = this.opening.get(request.id)
    if (waiting) {
      waiting.push(request)
      return
    }
    const stream = this.streams.get(request.id)
    if (!stream) return
    if (request.is === 'follow-ask') stream.ask(request.number, request.question)
    else if (request.is === 'follow-grew') stream.grew(request.records)
    else stream.endSearch()
    this.wake()
  }
}
