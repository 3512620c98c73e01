/** Work that waits for its time. */
interface Waiting {
  readonly due: number
  /** Order of arrival: work of the same ms is done in it. */
  readonly order: number
  readonly owner: object
  readonly work: () => void
}

/**
 * Does work after a wait, with one timer for all of it. Work whose time has come is done in the order of due time.
 * {@link clear} drops what waits; nothing runs afterwards.
 */
export class DelayQueue {
  /** A heap: each entry is due no later than the two below it. */
  private readonly heap: Waiting[] = []
  private timer: NodeJS.Timeout | null = null
  private timerDue = 0
  private added = 0

  /** So many pieces of work wait. */
  get size(): number {
    return this.heap.length
  }

  /** Does `work` in `delayMs` ms, unless `owner` is dropped before. */
  add(delayMs: number, owner: object, work: () => void): void {
    this.push({ due: performance.now() + delayMs, order: this.added++, owner, work })
    this.arm()
  }

  /** Drops what waits for `owner`. */
  drop(owner: object): void {
    const kept = this.heap.filter((entry) => entry.owner !== owner)
    if (kept.length === this.heap.length) return
    this.heap.length = 0
    for (const entry of kept) this.push(entry)
  }

  clear(): void {
    this.heap.length = 0
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private arm(): void {
    const next = this.heap[0]
    if (!next || (this.timer && this.timerDue <= next.due)) return
    if (this.timer) clearTimeout(this.timer)
    this.timerDue = next.due
    this.timer = setTimeout(() => this.run(), Math.max(0, next.due - performance.now()))
  }

  private run(): void {
    this.timer = null
    // What is added meanwhile waits for the next turn, so that work which adds work cannot hold up the loop.
    const now = performance.now()
    const { added } = this
    // Timers may fire up to a millisecond early.
    for (let next = this.heap[0]; next && next.due <= now + 1; next = this.heap[0]) {
      if (next.order >= added) break
      this.pop()
      next.work()
    }
    this.arm()
  }

  private push(entry: Waiting): void {
    const { heap } = this
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(entry, heap[above]!)) break
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = entry
  }

  private pop(): void {
    const { heap } = this
    const entry = heap.pop()
    if (heap.length === 0 || !entry) return
    let at = 0
    for (let below = this.firstBelow(at); below >= 0; below = this.firstBelow(at)) {
      if (!isBefore(heap[below]!, entry)) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = entry
  }

  /** The one below `at` that is due first, -1 where there is none. */
  private firstBelow(at: number): number {
    const left = 2 * at + 1
    if (left >= this.heap.length) return -1
    const right = left + 1
    return right < this.heap.length && isBefore(this.heap[right]!, this.heap[left]!) ? right : left
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}
