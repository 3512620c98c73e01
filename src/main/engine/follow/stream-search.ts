import type {
  FollowDirection,
  FollowMatch,
  FollowSearchProgress,
} from '../../../shared/contract/engine/follow-calls'
import type { StreamIndex } from './stream-index'
import type { StreamMatcher } from './stream-matcher'
import type { StreamReader } from './stream-reader'

type Split = { readonly in: number; readonly out: number }

/** What is looked for and where: the first match at or after `from`, or with `back` the last one before it. */
export interface SearchTask {
  readonly direction: FollowDirection
  readonly from: number
  readonly back: boolean
}

/**
 * Looks for one match in a stream step by step, from a position to its end and on from the other end. Each direction is
 * searched by itself, in its joined bytes; of matches in both the one that begins first in the stream counts.
 */
export class StreamSearch {
  /** The match, once {@link step} has returned true. */
  found: FollowMatch | null = null
  private readonly total: number
  /** What is left before the search goes on at the other end, and then until it is back. */
  private next: number
  private wrapped = false

  constructor(
    private readonly reader: StreamReader,
    private readonly index: StreamIndex,
    private readonly matcher: StreamMatcher,
    private readonly task: SearchTask,
  ) {
    this.total = index.bytes(task.direction)
    this.next = Math.min(task.from, this.total)
  }

  get progress(): FollowSearchProgress {
    const { next, total, wrapped } = this
    const start = Math.min(this.task.from, total)
    const done = this.task.back ? start - next : next - start
    return { done: wrapped ? total + done : done, total }
  }

  /** Looks at some more bytes; true when the search is over. */
  step(): boolean {
    const { task, total } = this
    if (task.back ? this.next > this.lower : this.next < this.upper) this.look()
    if (this.found) return true
    if (task.back ? this.next > this.lower : this.next < this.upper) return false
    if (this.wrapped) return true
    this.wrapped = true
    this.next = task.back ? total : 0
    return false
  }

  private get upper(): number {
    return this.wrapped ? Math.min(this.task.from, this.total) : this.total
  }

  private get lower(): number {
    return this.wrapped ? Math.min(this.task.from, this.total) : 0
  }

  private look(): void {
    const { step } = this.matcher
    const from = this.task.back ? Math.max(this.lower, this.next - step) : this.next
    const to = this.task.back ? this.next : Math.min(this.upper, this.next + step)
    const start = this.reader.split(from, this.task.direction)
    const end = this.reader.split(to, this.task.direction)
    const both = (['in', 'out'] as const).filter(
      (one) => this.task.direction === 'both' || this.task.direction === one,
    )
    for (const direction of both) this.keep(this.matchIn(direction, start, end))
    this.next = this.task.back ? from : to
  }

  private matchIn(direction: 'in' | 'out', start: Split, end: Split): FollowMatch | null {
    const [from, to] = [start[direction], end[direction]]
    if (from >= to) return null
    const { matcher, reader, task } = this
    const readFrom = Math.max(0, from - matcher.context)
    const readTo = Math.min(to + matcher.reach, this.index.bytes(direction))
    reader.into(matcher.bytes, readFrom, readTo - readFrom, direction)
    const match = matcher.find(readTo - readFrom, from - readFrom, to - readFrom, task.back, readFrom)
    if (!match) return null
    return {
      direction,
      from: readFrom + match.from,
      to: readFrom + match.to,
      position: reader.positionOf(readFrom + match.from, direction, task.direction),
      wrapped: this.wrapped,
    }
  }

  private keep(match: FollowMatch | null): void {
    if (!match) return
    const { found } = this
    const better =
      found && (this.task.back ? match.position > found.position : match.position < found.position)
    if (!found || better) this.found = match
  }
}
