import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
import type { SeriesReader } from '../capture/series-reader'
import { exportEncoding } from './export-encoding'
import type { ExportTask } from './export-protocol'
import { exportBatches } from './export-run'
import { isTaken, rawPieceBytes } from './formats/raw-format'
import { tarBlock, tarHeader, tarPadded } from './formats/tar-header'
import type { PartialFile } from './partial-file'
import { newestTime } from './newest-time'
import { RecordScanner } from './record-scanner'

/**
 * Writes a tar archive with a file for each peer and direction, whose bytes are what went that way, in order. Goes
 * through the records twice, since a tar archive tells the length of each file first; keeps 16 bytes a stream.
 */
export function writeRawArchive(
  series: SeriesReader,
  task: ExportTask,
  file: PartialFile,
  progress: (done: number) => void,
): void {
  const streams = measure(series, task, (done) => progress(done / 2))
  file.allot(streams.layOut())
  for (let stream = 0; stream < streams.count; stream += 1) {
    const bytes = streams.lengths[stream]!
    if (bytes === 0) continue
    const header = tarHeader(streamName(stream), bytes, streams.times[stream]! / 1_000_000)
    file.put(streams.positions[stream]! - tarBlock, header)
  }
  const manner = { pieceBytes: rawPieceBytes, passes: 1, notes: new Map(), following: false }
  for (const { records, done } of exportBatches(series, task, manner)) {
    const pieces = new Map<number, Uint8Array[]>()
    for (const record of records) {
      if (!isTaken(record, task.options.direction)) continue
      const stream = streamOf(record.facts.peer, record.facts.direction === 'out')
      const before = pieces.get(stream)
      if (before) before.push(record.data)
      else pieces.set(stream, [record.data])
    }
    for (const [stream, parts] of pieces) {
      const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
      file.put(streams.positions[stream]!, bytes)
      streams.positions[stream]! += bytes.length
    }
    progress((task.records - task.after + done) / 2)
  }
}

/** The streams of an export by number: two for each peer. */
class RawStreams {
  lengths = new Float64Array(1_024)
  /** Of the last record, µs. */
  times = new Float64Array(1_024)
  /** Where the bytes of the stream go next. */
  positions = new Float64Array(0)
  count = 0

  add(stream: number, bytes: number, time: number): void {
    if (stream >= this.lengths.length) {
      const room = Math.max(stream + 1, this.lengths.length * 2)
      this.lengths = enlarged(this.lengths, room)
      this.times = enlarged(this.times, room)
    }
    this.count = Math.max(this.count, stream + 1)
    this.lengths[stream]! += bytes
    this.times[stream] = time
  }

  /** Decides where each stream lies; returns the length of the archive. */
  layOut(): number {
    this.positions = new Float64Array(this.count)
    let end = 0
    for (let stream = 0; stream < this.count; stream += 1) {
      if (this.lengths[stream] === 0) continue
      this.positions[stream] = end + tarBlock
      end += tarBlock + tarPadded(this.lengths[stream]!)
    }
    return end + 2 * tarBlock
  }
}

function enlarged(numbers: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(room)
  larger.set(numbers)
  return larger
}

function measure(series: SeriesReader, task: ExportTask, progress: (done: number) => void): RawStreams {
  const streams = new RawStreams()
  const filter = compileFilter(
    parseFilter(task.filter),
    newestTime(series, task.records),
    exportEncoding(task),
  )
  const scanner = new RecordScanner(series, filter)
  const wanted = task.options.direction
  for (let next = task.after + 1; ;) {
    const block = scanner.step(next, task.records)
    if (!block) return streams
    const { entries, count, matches, firstRecord } = block
    for (let index = 0; index < count; index += 1) {
      if (matches[index] !== 1 || entries.kind(index) !== recordKinds.message) continue
      if (!isOriginal(entries.flags(index))) continue
      const direction = entries.direction(index)
      if (wanted !== 'both' && direction !== directions[wanted]) continue
      const stream = streamOf(entries.peer(index), direction === directions.out)
      streams.add(stream, entries.length(index), entries.time(index))
    }
    next = firstRecord + count
    progress(next - 1 - task.after)
  }
}

function streamOf(peer: number, out: boolean): number {
  return peer * 2 + (out ? 1 : 0)
}

/** Bytes that belong to no peer were found beyond the index after a crash. */
function streamName(stream: number): string {
  const peer = Math.floor(stream / 2)
  return peer === 0 ? 'unassigned.bin' : `peer-${peer}-${stream % 2 === 1 ? 'out' : 'in'}.bin`
}
