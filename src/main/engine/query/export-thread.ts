import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '../../../shared/contract/errors'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import type { ExportReport, ExportTask, ExportThreadData } from './export-protocol'
import { exportBatches } from './export-run'
import { exportFormatWriters } from './formats/export-formats'
import { PartialFile, WriteFailure } from './partial-file'
import { writeRawArchive } from './raw-archive'

/** At most 30 reports a second. */
const reportInterval = 1_000 / 30

const port = parentPort!

function tell(report: ExportReport): void {
  port.postMessage(report)
}

async function run({ task, partialPath, mode }: ExportThreadData): Promise<number> {
  const series = await openSeries(task.capture)
  try {
    const file = new PartialFile(partialPath, mode)
    try {
      const write = task.format === 'raw' && task.options.perPeer ? writeRawArchive : writeAll
      write(series, task, file, progressTeller())
      return file.finish()
    } finally {
      file.close()
    }
  } finally {
    series.close()
  }
}

function progressTeller(): (done: number) => void {
  let toldAt = performance.now()
  return (done) => {
    if (performance.now() - toldAt < reportInterval) return
    toldAt = performance.now()
    tell({ is: 'progress', done })
  }
}

function writeAll(
  series: SeriesReader,
  task: ExportTask,
  file: PartialFile,
  progress: (done: number) => void,
): void {
  const { name, kind } = series.meta.endpoint
  const writer = exportFormatWriters[task.format]({
    capture: path.basename(task.capture),
    endpoint: { name, kind },
    filter: task.filter,
    options: task.options,
  })
  file.append(writer.begin())
  for (const { records, done } of exportBatches(series, task, writer.pieceBytes ?? null)) {
    if (records.length > 0) file.append(writer.records(records))
    progress(done)
  }
  file.append(writer.end())
}

run(workerData as ExportThreadData).then(
  (bytes) => tell({ is: 'written', bytes }),
  (thrown: unknown) => {
    const writing = thrown instanceof WriteFailure
    tell({ is: 'failed', writing, failure: toFailure(writing ? thrown.reason : thrown) })
  },
)
