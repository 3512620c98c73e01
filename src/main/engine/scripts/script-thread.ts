import { parentPort, workerData } from 'node:worker_threads'
import type { ScriptRequest, ScriptTask } from './script-protocol'
import { ScriptWorker } from './script-worker'

const port = parentPort!
const worker = new ScriptWorker((report, transfer) => port.postMessage(report, transfer))
port.on('message', (request: ScriptRequest) => worker.take(request))
void worker.start(workerData as ScriptTask)
