import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '../../../shared/contract/errors'
import type { ImportReport, ImportTask } from './import-protocol'
import { runImport } from './import-run'

/** At most 30 reports a second. */
const reportInterval = 1_000 / 30

const port = parentPort!
let toldAt = -Infinity

function tell(report: ImportReport): void {
  port.postMessage(report)
}

function tellProgress(done: number, total: number): void {
  if (performance.now() - toldAt < reportInterval) return
  toldAt = performance.now()
  tell({ is: 'progress', done, total })
}

runImport(workerData as ImportTask, tellProgress).then(
  (outcome) => tell({ is: 'written', outcome }),
  (thrown: unknown) => tell({ is: 'failed', failure: toFailure(thrown) }),
)
