import { recordKinds } from '../../../shared/capture/record'
import {
  verdicts,
  type CompiledFilter,
  type FilterContent,
  type FilterFields,
  type Verdict,
} from '../../../shared/filter/compile-filter'
import type { RecordMatter } from '../../../shared/filter/match-record'
import type { CaptureReader } from '../capture/capture-reader'
import type { EntryList } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'
import { eventMatter } from './event-words'
import { findTexts } from './text-search'

/** Entries decided in one step: 1 MiB of index. */
const stepEntries = 32_768
/** Payload searched in one step; keeps a step to a few hundredths of a second. */
const stepPayload = 16 * 1024 * 1024

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
  constructor(
    private readonly series: SeriesReader,
    private readonly filter: CompiledFilter,
  ) {}

  /**
   * Decides the next records from record `from` up, none beyond `last`. The block begins later than `from` where
   * folders are missing; null where nothing is left. Fails with `E_CAPTURE_BROKEN`.
   */
  step(from: number, last: number): ScannedBlock | null {
    const block = this.series.entriesSync(from, Math.min(stepEntries, last - from + 1))
    if (!block || block.firstRecord > last) return null
    const { entries, capture, firstRecord } = block
    const available = Math.min(entries.count, last - firstRecord + 1)
    const { matches, undecided, count } = this.byFields(entries, available)
    if (undecided.length > 0) this.byContent(entries, capture, undecided, matches)
    return { firstRecord, entries, count, matches, capture }
  }

  /** First pass, over the index alone; ends early where the rest needs more payload than a step may read. */
  private byFields(entries: EntryList, available: number) {
    const matches = new Uint8Array(available)
    const undecided: number[] = []
    const fields = new EntryFields()
    let payload = 0
    let count = 0
    for (; count < available; count += 1) {
      const verdict: Verdict = this.filter.byFields(fields.of(entries, count))
      if (verdict === verdicts.yes) matches[count] = 1
      if (verdict !== verdicts.content) continue
      if (fields.kind === recordKinds.message) {
        payload += fields.length
        if (payload > stepPayload && undecided.length > 0) break
      }
      undecided.push(count)
    }
    return { matches, undecided, count }
  }

  /** Second pass, over what the index could not decide. */
  private byContent(
    entries: EntryList,
    capture: CaptureReader,
    undecided: readonly number[],
    matches: Uint8Array,
  ): void {
    const messages = undecided.filter((index) => entries.kind(index) === recordKinds.message)
    const hits = findTexts(this.filter.texts, entries, capture, messages)
    const fields = new EntryFields()
    const content = new ScannedContent(this.filter, hits, entries, capture)
    for (const index of undecided) {
      fields.of(entries, index)
      content.choose(index, fields.kind)
      if (this.filter.byContent(fields, content)) matches[index] = 1
    }
  }
}

/** The fields of one entry at a time; one object serves a whole pass. */
class EntryFields implements FilterFields {
  kind = 0
  direction = 0
  peer = 0
  length = 0

  of(entries: EntryList, index: number): this {
    this.kind = entries.kind(index)
    this.direction = entries.direction(index)
    this.peer = entries.peer(index)
    this.length = entries.length(index)
    return this
  }
}

/** Answers what a filter asks of one record at a time; an event is read at most once. */
class ScannedContent implements FilterContent {
  private index = 0
  private isEvent = false
  private event: RecordMatter | null = null

  constructor(
    private readonly filter: CompiledFilter,
    private readonly hits: readonly Uint8Array[],
    private readonly entries: EntryList,
    private readonly capture: CaptureReader,
  ) {}

  choose(index: number, kind: number): void {
    this.index = index
    this.isEvent = kind === recordKinds.event
    this.event = null
  }

  hasText(text: number): boolean {
    if (!this.isEvent) return this.hits[text]![this.index] === 1
    const { bytes } = this.read()
    return this.filter.texts[text]!.find(bytes, 0, bytes.length) >= 0
  }

  severity() {
    return this.isEvent ? this.read().severity : null
  }

  private read(): RecordMatter {
    this.event ??= eventMatter(
      this.capture.eventSync(this.entries.offset(this.index), this.entries.length(this.index)),
    )
    return this.event
  }
}
