import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { exportEncoding } from './export-encoding'
import { exportedNotes } from './export-notes'
import type {
  ExportReport,
  ExportTask,
  ExportThreadData,
  LiveExportNews,
  LiveExportReport,
} from './export-protocol'
import { exportBatches, mannerOf } from './export-run'
import { exportFormatWriters } from './formats/export-formats'
import type { ExportFormatWriter } from './formats/exported-record'
import { LiveNews, writeLive } from './live-export-run'
import { PartialFile, WriteFailure } from './partial-file'
import { RateLimit } from '../timing/rate-limit'
import { writeRawArchive } from './raw-archive'

const port = parentPort!

async function run({ task, partialPath, mode, liveTarget, mostBytes }: ExportThreadData): Promise<number> {
  const series = await openSeries(task.capture)
  try {
    const file = new PartialFile(partialPath, mode)
    try {
      return await (liveTarget === null
        ? writeWhole(series, task, file, mostBytes)
        : goOn(series, task, file, liveTarget))
    } finally {
      file.close()
    }
  } finally {
    series.close()
  }
}

/** All records that there are at the start. */
async function writeWhole(
  series: SeriesReader,
  task: ExportTask,
  file: PartialFile,
  mostBytes: number | null,
): Promise<number> {
  if (task.format === 'raw' && task.options.perPeer) writeRawArchive(series, task, file, tellDone())
  else {
    const tell = tellDone()
    await writeAll(series, task, file, (done) => {
      assertWithin(file.bytes, mostBytes)
      tell(done)
    })
  }
  const bytes = file.finish()
  assertWithin(bytes, mostBytes)
  return bytes
}

function assertWithin(bytes: number, mostBytes: number | null): void {
  if (mostBytes !== null && bytes > mostBytes)
    throw new SockwrightError('E_TEXT_TOO_LARGE', { most: mostBytes })
}

async function writeAll(
  series: SeriesReader,
  task: ExportTask,
  file: PartialFile,
  progress: (done: number) => void,
): Promise<void> {
  const writer = writerOf(series, task)
  const notes = await exportedNotes(task.capture)
  const manner = mannerOf(writer, notes, false)
  file.append(writer.begin())
  for (const { records, done } of exportBatches(series, task, manner)) {
    if (records.length > 0) file.append(writer.records(records))
    progress(done)
  }
  file.append(writer.end())
}

/** The records that there are, and those to come until the engine says that it is over. */
async function goOn(
  series: SeriesReader,
  task: ExportTask,
  file: PartialFile,
  target: string,
): Promise<number> {
  const news = new LiveNews()
  port.on('message', (told: LiveExportNews) => news.take(told))
  const written = { records: 0, bytes: 0 }
  const tell = () => port.postMessage({ is: 'progress', ...written } satisfies LiveExportReport)
  const reports = new RateLimit(tell)
  const onProgress = (records: number, bytes: number) => {
    Object.assign(written, { records, bytes })
    reports.note()
  }
  const notes = await exportedNotes(task.capture)
  const parts = { series, task, writer: writerOf(series, task), notes, news, onProgress }
  try {
    return await writeLive(file, target, parts)
  } finally {
    reports.stop()
    // What was held back is part of what is said at the end.
    if (written.bytes > 0) tell()
    port.unref()
  }
}

function writerOf(series: SeriesReader, task: ExportTask): ExportFormatWriter {
  const { capture, format, filter, options } = task
  const { name, kind } = series.meta.endpoint
  const encoding = exportEncoding(task)
  const context = { capture: path.basename(capture), endpoint: { name, kind }, encoding, filter, options }
  return exportFormatWriters[format](context)
}

/** Tells at most 30 times a second how far a thread is that reads without a pause. */
function tellDone(): (done: number) => void {
  let toldAt = performance.now()
  return (done) => {
    if (performance.now() - toldAt < RateLimit.intervalMs) return
    toldAt = performance.now()
    port.postMessage({ is: 'progress', done } satisfies ExportReport)
  }
}

run(workerData as ExportThreadData).then(
  (bytes) => port.postMessage({ is: 'written', bytes } satisfies ExportReport),
  (thrown: unknown) => {
    const writing = thrown instanceof WriteFailure
    const failure = toFailure(writing ? thrown.reason : thrown)
    port.postMessage({ is: 'failed', writing, failure } satisfies ExportReport)
  },
)
