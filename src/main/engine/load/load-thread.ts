import { parentPort, workerData } from 'node:worker_threads'
import type { LoadTask } from './load-protocol'
import { LoadRun } from './load-run'

const port = parentPort!
const run = new LoadRun(workerData as LoadTask, (report) => port.postMessage(report))
port.on('message', () => run.stop())
run.start()
