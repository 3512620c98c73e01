import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '../../../shared/contract/errors'
import { Engine } from '../engine'
import type { EngineOptions } from '../engine-options'
import { voidLocksOf } from '../files/lock-file'
import { createPortChannel } from './port-channel'
import type { ThreadReport, ThreadRequest } from './thread-messages'

const host = parentPort!

function tell(report: ThreadReport): void {
  host.postMessage(report)
}

function reportProblem(thrown: unknown): void {
  const stack = thrown instanceof Error ? (thrown.stack ?? null) : null
  tell({ tell: 'problem', failure: toFailure(thrown), stack })
}

// An error in one endpoint must not end the recording of all the others; what happened is told, never swallowed.
process.on('uncaughtException', reportProblem)
process.on('unhandledRejection', reportProblem)

async function takeDownload(engine: Engine, number: number, name: string): Promise<void> {
  try {
    tell({ tell: 'download', number, download: await engine.takeDownload(name) })
  } catch (thrown) {
    tell({ tell: 'no-download', number, failure: toFailure(thrown) })
  }
}

async function stop(engine: Engine): Promise<void> {
  try {
    await engine.stop()
  } catch (thrown) {
    reportProblem(thrown)
  }
  tell({ tell: 'stopped' })
  host.close()
}

function answer(engine: Engine, request: ThreadRequest): void {
  if (request.ask === 'session') engine.openSession(createPortChannel(request.port), request.policy)
  else if (request.ask === 'take-download') void takeDownload(engine, request.number, request.download)
  else void stop(engine)
}

async function run(): Promise<void> {
  try {
    const options = workerData as EngineOptions
    options.crashedThreads?.forEach(voidLocksOf)
    const engine = await Engine.start(options, reportProblem)
    host.on('message', (request: ThreadRequest) => answer(engine, request))
    tell({ tell: 'started' })
  } catch (thrown) {
    tell({ tell: 'start-failed', failure: toFailure(thrown) })
  }
}

void run()
