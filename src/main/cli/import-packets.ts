import { resolve } from 'node:path'
import type { ImportFinished } from '../../shared/contract/engine/import-calls'
import { tellOnStandardError } from './command-failure'
import { jobEnd } from './job-end'
import { runTask } from './run-task'
import type { StandardOutput } from './standard-output'

export interface ImportPlan {
  /** Where the capture is made. */
  readonly capturesFolder: string
  readonly json: boolean
}

/** Imports a packet file; returns the exit code. Throws a coded failure where nothing of it can be imported. */
export function importPackets(file: string, plan: ImportPlan): Promise<number> {
  return runTask(resolve(plan.capturesFolder), async ({ engine, output }) => {
    const begin = () => engine.call('import.start', { path: resolve(file) })
    const made = await jobEnd(engine, 'import.progress', begin)
    if (made) tell(made, plan.json, output)
  })
}

function tell({ capture, totals, note }: ImportFinished, json: boolean, output: StandardOutput): void {
  if (json) {
    const told = note && { code: note.code, message: note.message }
    output.write(`${JSON.stringify({ event: 'imported', capture, ...totals, note: told })}\n`)
    return
  }
  output.write(`${capture}\n`)
  const { packets, skipped, peers, messages, bytes } = totals
  const left = skipped === 0 ? '' : `, ${skipped} packets left out`
  tellOnStandardError(
    `${messages} messages (${bytes} bytes) of ${peers} peers from ${packets} packets${left}`,
  )
  if (note) tellOnStandardError(`${note.message} (${note.code})`)
}
