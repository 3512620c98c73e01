import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { recordKinds } from '../../../shared/capture/record'
import type { LogRow, RecordContent } from '../../../shared/contract/engine/view-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { CaptureReader } from '../capture/capture-reader'
import { entryFacts, type RecordEntry } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'
import { groupPlaces, type PayloadPlace } from './payload-groups'

/** Records this close together are fetched with one read of the index. */
const mergedRecords = 256
/** Previews fetched with one read of the payload. */
const mergedPayload = 1024 * 1024

/** A record's place on disk. */
export interface LocatedEntry {
  readonly record: number
  readonly entry: RecordEntry
  readonly capture: CaptureReader
}

/** Reads the entries of `records` (rising); those that were removed with their folder are left out. */
export async function locateEntries(
  series: SeriesReader,
  records: readonly number[],
): Promise<LocatedEntry[]> {
  const located: LocatedEntry[] = []
  let at = 0
  while (at < records.length) {
    let end = at + 1
    while (end < records.length && records[end]! - records[end - 1]! <= mergedRecords) end += 1
    await locateRun(series, records.slice(at, end), located)
    at = end
  }
  return located
}

async function locateRun(
  series: SeriesReader,
  records: readonly number[],
  located: LocatedEntry[],
): Promise<void> {
  const last = records[records.length - 1]!
  let next = 0
  while (next < records.length) {
    const from = records[next]!
    const block = await series.entries(from, last - from + 1)
    if (!block || block.entries.count === 0) return
    const { firstRecord, entries, capture } = block
    while (next < records.length && records[next]! < firstRecord) next += 1
    for (; next < records.length && records[next]! < firstRecord + entries.count; next += 1) {
      const record = records[next]!
      located.push({ record, entry: entries.entry(record - firstRecord), capture })
    }
  }
}

interface PreviewPlace extends PayloadPlace {
  readonly at: number
}

/** Makes the rows of a log out of entries: previews of up to `preview` bytes, and the facts of events. */
export async function readRows(
  located: readonly LocatedEntry[],
  firstRow: number,
  previousTime: number | null,
  preview: number,
): Promise<LogRow[]> {
  const [data, events] = await Promise.all([readPreviews(located, preview), readEvents(located)])
  return located.map(({ record, entry, capture }, at) => ({
    ...entryFacts(entry, record, capture.causes),
    row: firstRow + at,
    previousTime: at > 0 ? located[at - 1]!.entry.time : previousTime,
    data: data[at]!,
    event: events[at]!,
  }))
}

async function readPreviews(
  located: readonly LocatedEntry[],
  preview: number,
): Promise<(Uint8Array | null)[]> {
  const previews = located.map(({ entry }) =>
    entry.kind === recordKinds.message ? new Uint8Array(Math.min(entry.length, preview)) : null,
  )
  const captures = new Set(located.map(({ capture }) => capture))
  await Promise.all(
    [...captures].map(async (capture) => {
      const places: PreviewPlace[] = located.flatMap((one, at) => {
        const length = one.capture === capture ? (previews[at]?.length ?? 0) : 0
        return length > 0 ? [{ at, offset: one.entry.offset, length }] : []
      })
      await fillPreviews(capture, places, previews)
    }),
  )
  return previews
}

/** Copies out of the merged reads, so that a row carries its own few bytes and no more. */
async function fillPreviews(
  capture: CaptureReader,
  places: readonly PreviewPlace[],
  previews: readonly (Uint8Array | null)[],
): Promise<void> {
  await Promise.all(
    groupPlaces(places, mergedPayload).map(async (group) => {
      const bytes = await capture.payload(group.offset, group.length)
      for (const { at, offset, length } of group.items) {
        previews[at]!.set(bytes.subarray(offset - group.offset, offset - group.offset + length))
      }
    }),
  )
}

function readEvents(located: readonly LocatedEntry[]): Promise<(CaptureEvent | null)[]> {
  return Promise.all(
    located.map(({ entry, capture }) =>
      entry.kind === recordKinds.event ? capture.event(entry.offset, entry.length) : null,
    ),
  )
}

/** Reads part of one record. Fails with `E_RECORD_UNKNOWN` where the series has none of this number. */
export async function readRecord(
  series: SeriesReader,
  record: number,
  offset: number,
  length: number,
): Promise<RecordContent> {
  if (record > series.records) series.refresh()
  const located = await locateEntries(series, record > 1 ? [record - 1, record] : [record])
  const found = located.find((one) => one.record === record)
  if (!found) throw new SockwrightError('E_RECORD_UNKNOWN', { record, last: series.records })
  const { entry, capture } = found
  const previous = located.find((one) => one.record === record - 1)
  const isMessage = entry.kind === recordKinds.message
  const from = Math.min(offset, entry.length)
  const wanted = isMessage ? Math.min(length, entry.length - from) : 0
  return {
    ...entryFacts(entry, record, capture.causes),
    offset: isMessage ? from : 0,
    data: wanted > 0 ? new Uint8Array(await capture.payload(entry.offset + from, wanted)) : new Uint8Array(),
    event: isMessage ? null : await capture.event(entry.offset, entry.length),
    previousTime: previous?.entry.time ?? null,
  }
}
