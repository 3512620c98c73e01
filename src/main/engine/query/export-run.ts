import { recordKinds } from '../../../shared/capture/record'
import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { entryFacts } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'
import type { ExportTask } from './export-protocol'
import type { ExportedRecord, ExportFormatWriter } from './formats/exported-record'
import { exportEncoding } from './export-encoding'
import { newestTime } from './newest-time'
import { groupPlaces, type PayloadGroup, type PayloadPlace } from './payload-groups'
import { PeerAddresses } from './peer-addresses'
import { RecordScanner, type ScannedBlock } from './record-scanner'

/** Payload read in one go, and handed on together. */
const groupBytes = 1024 * 1024
/** Records handed on together. */
const batchRecords = 1_000
/** Entries looked at together where only peers are learned. */
const learnEntries = 32_768

/** Some records of an export, in order; `done` tells how many records of the capture have been decided. */
export interface ExportBatch {
  readonly records: readonly ExportedRecord[]
  readonly done: number
  /** There is nothing more for now. */
  readonly caughtUp: boolean
}

/** How records are handed on. */
export interface ExportManner {
  /** Longer messages come in consecutive pieces of so many bytes. */
  readonly pieceBytes: number
  /** How many times the pieces of such a message come, from the first to the last. */
  readonly passes: number
  /** What persons wrote about records, by their numbers. */
  readonly notes: ReadonlyMap<number, string>
  /** Never ends: after each batch that is `caughtUp` it looks how far the series has grown. */
  readonly following: boolean
}

/** How `writer` wants its records. */
export function mannerOf(
  { pieceBytes, passes = 1 }: ExportFormatWriter,
  notes: ExportManner['notes'],
  following: boolean,
): ExportManner {
  return { pieceBytes, passes, notes, following }
}

/** Goes through the records of an export from first to last, in constant memory. Fails with `E_CAPTURE_BROKEN`. */
export function* exportBatches(
  series: SeriesReader,
  task: ExportTask,
  manner: ExportManner,
): Generator<ExportBatch> {
  const addresses = new PeerAddresses(series)
  const filter = compileFilter(
    parseFilter(task.filter),
    newestTime(series, task.records),
    exportEncoding(task),
  )
  const scanner = new RecordScanner(series, filter)
  learnUpTo(series, addresses, task.after)
  let next = task.after + 1
  let last = task.records
  for (;;) {
    const block = scanner.step(next, last)
    if (!block) {
      if (!manner.following) return
      yield { records: [], done: next - 1 - task.after, caughtUp: true }
      last = series.refresh()
      continue
    }
    next = block.firstRecord + block.count
    addresses.learn(block.entries, block.firstRecord, block.count)
    for (const records of blockBatches(block, addresses, manner)) {
      yield { records, done: next - 1 - task.after, caughtUp: false }
    }
    yield { records: [], done: next - 1 - task.after, caughtUp: false }
  }
}

/** Peers may have appeared in records that are not exported. */
function learnUpTo(series: SeriesReader, addresses: PeerAddresses, last: number): void {
  for (let next = series.firstRecord; next <= last;) {
    const block = series.entriesSync(next, Math.min(learnEntries, last - next + 1))
    if (!block || block.entries.count === 0 || block.firstRecord > last) return
    addresses.learn(block.entries, block.firstRecord, block.entries.count)
    next = block.firstRecord + block.entries.count
  }
}

function* blockBatches(
  block: ScannedBlock,
  addresses: PeerAddresses,
  manner: ExportManner,
): Generator<ExportedRecord[]> {
  const payload = new PayloadWindow(block, manner.pieceBytes)
  let batch: ExportedRecord[] = []
  let bytes = 0
  for (let index = 0; index < block.count; index += 1) {
    if (block.matches[index] !== 1) continue
    for (const record of exportedRecords(block, index, payload, addresses, manner)) {
      batch.push(record)
      bytes += record.data.length
      if (batch.length < batchRecords && bytes < groupBytes) continue
      yield batch
      batch = []
      bytes = 0
    }
  }
  if (batch.length > 0) yield batch
}

/** One record, or the pieces of a long message. */
function* exportedRecords(
  block: ScannedBlock,
  index: number,
  payload: PayloadWindow,
  addresses: PeerAddresses,
  { pieceBytes, passes, notes }: ExportManner,
): Generator<ExportedRecord> {
  const { entries, capture, firstRecord } = block
  const entry = entries.entry(index)
  const facts = entryFacts(entry, firstRecord + index, capture.causes)
  const { ends, text: address } = addresses.of(entry.peer)
  const about = { facts, address, ends, note: notes.get(facts.record) ?? null }
  const whole = { offset: 0, pass: 0, goesOn: false }
  if (entry.kind === recordKinds.event) {
    const event = capture.eventSync(entry.offset, entry.length)
    yield { ...about, ...whole, data: new Uint8Array(), event }
  } else if (entry.length <= pieceBytes) {
    const data = payload.read(entry.offset, entry.length)
    yield { ...about, ...whole, data, event: null }
  } else {
    for (let pass = 0; pass < passes; pass += 1) {
      for (let offset = 0; offset < entry.length; offset += pieceBytes) {
        const length = Math.min(pieceBytes, entry.length - offset)
        const data = capture.payloadSync(entry.offset + offset, length)
        const goesOn = pass + 1 < passes || offset + length < entry.length
        yield { ...about, data, offset, pass, goesOn, event: null }
      }
    }
  }
}

/** Reads the payload of a block's matching messages ahead, in big pieces. */
class PayloadWindow {
  private readonly groups: readonly PayloadGroup<PayloadPlace>[]
  private at = -1
  private bytes: Buffer = Buffer.alloc(0)

  /** Leaves out messages longer than `longest`. */
  constructor(
    private readonly block: ScannedBlock,
    longest: number,
  ) {
    this.groups = groupPlaces(matchingMessages(block, longest), groupBytes)
  }

  /** Offsets must rise from call to call. */
  read(offset: number, length: number): Uint8Array {
    if (length === 0) return new Uint8Array()
    while (this.at < 0 || offset >= this.groups[this.at]!.offset + this.groups[this.at]!.length) {
      this.at += 1
      const group = this.groups[this.at]!
      if (offset < group.offset + group.length) {
        this.bytes = this.block.capture.payloadSync(group.offset, group.length)
      }
    }
    const start = offset - this.groups[this.at]!.offset
    return this.bytes.subarray(start, start + length)
  }
}

function* matchingMessages(
  { entries, count, matches }: ScannedBlock,
  longest: number,
): Generator<PayloadPlace> {
  for (let index = 0; index < count; index += 1) {
    if (matches[index] !== 1 || entries.kind(index) === recordKinds.event) continue
    const length = entries.length(index)
    if (length <= longest) yield { offset: entries.offset(index), length }
  }
}
