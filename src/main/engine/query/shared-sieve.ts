import { availableParallelism } from 'node:os'
import type { SeriesReader } from '../capture/series-reader'
import type { DecidedRecords, RecordSieve } from './record-sieve'
import { SearchHelper } from './search-helper'
import type { SearchOrder, SearchTask } from './search-protocol'
import type { SearchThreads } from './search-threads'

/** Payload of one order, roughly, and its records at most, where nothing else is said. */
const orderBytes = 8 * 1_024 * 1_024
const defaultMostRecords = 131_072
/** Starting threads does not pay for less than so many orders. */
const fewestOrders = 12
/** So many orders may be decided before their turn. */
const mostFound = 64
/** More threads than this wait for the disk or for memory rather than for a processor. */
const mostThreads = 8
/** A helper that takes longer for its order is given up, ms. */
const patience = 2_000

/**
 * A {@link RecordSieve} whose work on many records is shared with other threads: each takes the next stretch that nobody
 * has, the caller's thread too, and what is found is handed on in order.
 */
export class SharedSieve {
  private helpers: SearchHelper[] | null = null
  private orderRecords = defaultMostRecords
  /** Nobody has taken this record or a later one, but for the caller's own. */
  private ahead = 0
  /** What was decided before its turn, by the first record. */
  private readonly found = new Map<number, DecidedRecords>()

  constructor(
    private readonly series: SeriesReader,
    private readonly sieve: RecordSieve,
    private readonly task: SearchTask,
    private readonly helperThreads: SearchThreads,
    private readonly threads = Math.min(availableParallelism(), mostThreads),
    private readonly mostRecords = defaultMostRecords,
  ) {}

  /** As {@link RecordSieve.step}. */
  step(from: number, last: number): DecidedRecords | null {
    for (;;) {
      this.collect()
      this.share(from, last)
      const known = this.found.get(from)
      if (known) {
        this.found.delete(from)
        return known
      }
      const helper = this.helpers?.find(({ working }) => working?.from === from)
      if (!helper) return this.sieve.step(from, this.untilNextOrder(from, last))
      if (!this.goAhead(from, last)) this.wait(helper)
    }
  }

  close(): void {
    for (const helper of this.helpers ?? []) helper.close()
    this.helpers = []
    this.found.clear()
  }

  /** Gives work to helpers that have none. What lies right behind `from` stays for this thread. */
  private share(from: number, last: number): void {
    if (!this.helpers && !this.begin(last - from + 1)) return
    for (const helper of this.helpers!) {
      const order = helper.working ? null : this.nextOrder(from, last)
      if (order) helper.ask(order)
    }
  }

  /** Starts the helpers where there is enough to do for them. */
  private begin(records: number): boolean {
    if (this.threads < 2 || records < fewestOrders) return false
    const bytes = this.series.captures.reduce((sum, capture) => sum + capture.payloadBytes(), 0)
    const perRecord = Math.max(1, bytes / Math.max(1, this.series.records))
    this.orderRecords = Math.max(1, Math.min(this.mostRecords, Math.floor(orderBytes / perRecord)))
    if (records < fewestOrders * this.orderRecords) return false
    this.helpers = Array.from(
      { length: this.threads - 1 },
      () => new SearchHelper(this.task, this.helperThreads),
    )
    return true
  }

  private nextOrder(from: number, last: number): SearchOrder | null {
    const begin = Math.max(this.ahead, from + this.orderRecords)
    const end = begin + this.orderRecords - 1
    if (end > last || this.found.size >= mostFound) return null
    this.ahead = end + 1
    return { from: begin, last: end }
  }

  private collect(): void {
    for (const helper of this.helpers ?? []) this.takeFrom(helper, 0)
  }

  private takeFrom(helper: SearchHelper, ms: number): boolean {
    const order = helper.working
    const answer = order && helper.take(ms)
    if (!order || !answer) return false
    if (answer.hits) this.found.set(order.from, decidedBy(order, answer.hits))
    return true
  }

  /** Decides the next stretch that nobody has, while a helper is at what comes before. */
  private goAhead(from: number, last: number): boolean {
    const order = this.nextOrder(from, last)
    if (!order) return false
    const matches = new Uint8Array(order.last - order.from + 1)
    for (let next = order.from; next <= order.last;) {
      const decided = this.sieve.step(next, order.last)
      if (!decided) break
      matches.set(decided.matches.subarray(0, decided.count), decided.firstRecord - order.from)
      next = decided.firstRecord + decided.count
    }
    this.found.set(order.from, { firstRecord: order.from, count: matches.length, matches })
    return true
  }

  /** Where a helper does not answer, its records are decided here. */
  private wait(helper: SearchHelper): void {
    if (this.takeFrom(helper, patience)) return
    helper.close()
    this.helpers = this.helpers!.filter((other) => other !== helper)
  }

  /** The record before the next one that was taken already. */
  private untilNextOrder(from: number, last: number): number {
    const taken = [
      ...this.found.keys(),
      ...(this.helpers ?? []).map(({ working }) => working?.from ?? Infinity),
    ]
    return Math.min(last, ...taken.filter((begin) => begin > from).map((begin) => begin - 1))
  }
}

/** Records that were removed with their folder match nothing. */
function decidedBy({ from, last }: SearchOrder, hits: Float64Array): DecidedRecords {
  const matches = new Uint8Array(last - from + 1)
  for (const record of hits) matches[record - from] = 1
  return { firstRecord: from, count: matches.length, matches }
}
