import { parentPort, workerData } from 'node:worker_threads'
import { Sandbox } from './sandbox'
import { brokenMachine, ScriptStop } from './sandbox-failure'
import type { CheckReport } from './script-protocol'

async function check(source: string): Promise<CheckReport> {
  try {
    await Sandbox.check(source)
    return { failure: null }
  } catch (thrown) {
    return { failure: thrown instanceof ScriptStop ? thrown.failure : brokenMachine(thrown) }
  }
}

void check(workerData as string).then((report) => parentPort!.postMessage(report))
