import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { eventSeverity } from '../../../shared/capture/event-text'
import { recordKinds, type Cause } from '../../../shared/capture/record'
import {
  verdicts,
  type CompiledFilter,
  type FilterContent,
  type FilterFields,
  type Verdict,
} from '../../../shared/filter/compile-filter'
import { occurs } from '../../../shared/filter/filter-pattern'
import { RegexPattern } from '../../../shared/filter/regex-pattern'
import type { CauseNames } from '../capture/cause-names'
import type { CaptureReader } from '../capture/capture-reader'
import { entrySize, type EntryList } from '../capture/record-entry'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import { eventMatter } from './event-words'
import { PayloadSearch } from './payload-search'

/** Entries decided in one step: 1 MiB of index. */
const stepEntries = 32_768
/** Payload searched in one step; keeps a step to a few hundredths of a second. */
const stepPayload = 16 * 1024 * 1024
/** The same for regular expressions, which are some hundred times slower. */
const stepRegexPayload = 256 * 1024

/** Some consecutive records with the filter's decision on each. */
export interface ScannedBlock {
  readonly firstRecord: number
  readonly entries: EntryList
  /** How many of `entries` have been decided. */
  readonly count: number
  /** For each decided entry 1 where it matches, else 0. */
  readonly matches: Uint8Array
  readonly capture: CaptureReader
}

/**
 * Applies a filter to consecutive records, in steps that are short enough to do something else in between. Reads
 * synchronously: for threads that have nothing else to do.
 */
export class RecordScanner {
  private readonly search: PayloadSearch
  /** Positions of entries that the fields leave open, kept from step to step. */
  private readonly open = new Uint32Array(stepEntries)
  private readonly stepPayload: number
  private readonly index = Buffer.allocUnsafeSlow(stepEntries * entrySize)

  constructor(
    private readonly series: SeriesReader,
    private readonly filter: CompiledFilter,
  ) {
    this.search = new PayloadSearch(filter.patterns)
    const slow = filter.patterns.some((pattern) => pattern instanceof RegexPattern)
    this.stepPayload = slow ? stepRegexPayload : stepPayload
  }

  /**
   * Decides the next records from record `from` up, none beyond `last`. The block begins later than `from` where
   * folders are missing; null where nothing is left. Its entries are valid until the next step. Fails with
   * `E_CAPTURE_BROKEN`.
   */
  step(from: number, last: number): ScannedBlock | null {
    const block = this.series.entriesSync(from, Math.min(stepEntries, last - from + 1), this.index)
    if (!block || block.firstRecord > last) return null
    const { entries, capture, firstRecord } = block
    const available = Math.min(entries.count, last - firstRecord + 1)
    const { matches, opened, count } = this.byFields(entries, capture.causes, available)
    if (opened > 0) this.byContent(entries, capture, this.open.subarray(0, opened), matches)
    return { firstRecord, entries, count, matches, capture }
  }

  /** Decides the entries at `indices` (rising); none of the other first `count` entries of the block matches. */
  decide({ entries, capture }: EntryBlock, indices: Uint32Array, count: number): Uint8Array {
    const matches = new Uint8Array(count)
    const fields = new EntryFields(entries, capture.causes)
    let opened = 0
    for (const index of indices) {
      const verdict = this.filter.byFields(fields.of(index))
      if (verdict === verdicts.yes) matches[index] = 1
      else if (verdict === verdicts.content) this.open[opened++] = index
    }
    if (opened > 0) this.byContent(entries, capture, this.open.subarray(0, opened), matches)
    return matches
  }

  /** First pass, over the index alone; ends early where the rest needs more payload than a step may read. */
  private byFields(entries: EntryList, causes: CauseNames, available: number) {
    const matches = new Uint8Array(available)
    const fields = new EntryFields(entries, causes)
    let payload = 0
    let opened = 0
    let count = 0
    for (; count < available; count += 1) {
      const verdict: Verdict = this.filter.byFields(fields.of(count))
      if (verdict === verdicts.yes) matches[count] = 1
      if (verdict !== verdicts.content) continue
      if (fields.kind === recordKinds.message) {
        payload += fields.length
        if (payload > this.stepPayload && opened > 0) break
      }
      this.open[opened] = count
      opened += 1
    }
    return { matches, opened, count }
  }

  /** Second pass, over what the fields left open. */
  private byContent(
    entries: EntryList,
    capture: CaptureReader,
    open: Uint32Array,
    matches: Uint8Array,
  ): void {
    const { needsPattern } = this.filter
    const hits = this.search.find(entries, capture, open)
    const fields = new EntryFields(entries, capture.causes)
    const content = new ScannedContent(this.filter, hits, entries, capture)
    const anyHit = unionOf(hits)
    for (let position = 0; position < open.length; position += 1) {
      const index = open[position]!
      const kind = entries.kind(index)
      if (needsPattern && anyHit[index] !== 1 && kind === recordKinds.message) continue
      content.choose(index, kind)
      if (this.filter.byContent(fields.of(index), content)) matches[index] = 1
    }
  }
}

/** 1 where any of `hits` has it. */
function unionOf(hits: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = hits
  if (others.length === 0) return first
  const union = first.slice()
  for (const found of others)
    for (let index = 0; index < union.length; index += 1) union[index]! |= found[index]!
  return union
}

/** The fields of one entry at a time, read when asked for; one object serves a whole pass. */
class EntryFields implements FilterFields {
  private index = 0

  constructor(
    private readonly entries: EntryList,
    private readonly causes: CauseNames,
  ) {}

  of(index: number): this {
    this.index = index
    return this
  }

  get time(): number {
    return this.entries.time(this.index)
  }

  get kind(): number {
    return this.entries.kind(this.index)
  }

  get direction(): number {
    return this.entries.direction(this.index)
  }

  get peer(): number {
    return this.entries.peer(this.index)
  }

  get length(): number {
    return this.entries.length(this.index)
  }

  get flags(): number {
    return this.entries.flags(this.index)
  }

  get cause(): Cause {
    return this.causes.of(this.entries.cause(this.index))
  }
}

/** Answers what a filter asks of one record at a time; an event is read at most once. */
class ScannedContent implements FilterContent {
  private index = 0
  private isEvent = false
  private readEvent: CaptureEvent | null = null
  private words: Uint8Array | null = null

  constructor(
    private readonly filter: CompiledFilter,
    private readonly hits: readonly Uint8Array[],
    private readonly entries: EntryList,
    private readonly capture: CaptureReader,
  ) {}

  choose(index: number, kind: number): void {
    this.index = index
    this.isEvent = kind === recordKinds.event
    this.readEvent = null
    this.words = null
  }

  has(pattern: number): boolean {
    if (!this.isEvent) return this.hits[pattern]![this.index] === 1
    this.words ??= eventMatter(this.read()).bytes
    return occurs(this.filter.eventPatterns[pattern]!, this.words)
  }

  event() {
    return this.isEvent ? this.read().event : null
  }

  severity() {
    return this.isEvent ? eventSeverity(this.read()) : null
  }

  private read(): CaptureEvent {
    this.readEvent ??= this.capture.eventSync(
      this.entries.offset(this.index),
      this.entries.length(this.index),
    )
    return this.readEvent
  }
}
