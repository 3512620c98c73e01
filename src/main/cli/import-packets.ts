import { resolve } from 'node:path'
import type { ImportProgress, ImportState } from '../../shared/contract/engine/import-calls'
import { SockwrightError, toFailure } from '../../shared/contract/errors'
import { startCommandEngine, type EngineCaller } from './command-engine'
import { exitCodes, tellOnStandardError } from './command-failure'
import { Ending } from './ending'
import { flushed } from './flushed'
import { StandardOutput } from './standard-output'

export interface ImportPlan {
  /** Where the capture is made. */
  readonly capturesFolder: string
  readonly json: boolean
}

type Finished = Extract<ImportState, { is: 'finished' }>

/** Imports a packet file; returns the exit code. Throws a coded failure where nothing of it can be imported. */
export async function importPackets(file: string, plan: ImportPlan): Promise<number> {
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const command = await startCommandEngine({
    capturesFolder: resolve(plan.capturesFolder),
    onProblem: ({ message }) => tellOnStandardError(message),
  })
  try {
    const importing = runImport(command.engine, resolve(file)).then((end) => {
      if (end) tell(end, plan.json, output)
    })
    importing.then(
      () => ending.end(null),
      (failure: unknown) => ending.end(toFailure(failure)),
    )
    await Promise.race([ending.begins(), command.crashed])
    if (ending.failure) throw SockwrightError.from(ending.failure)
    await flushed(process.stdout, ending.hurrySignal)
    return exitCodes.success
  } finally {
    ending.release()
    output.release()
    await command.stop()
  }
}

/** Resolves to how the import ended; null where it was cancelled. */
async function runImport(engine: EngineCaller, path: string): Promise<Finished | null> {
  // The end may be told before the answer to the call that began it.
  const ended: ImportProgress[] = []
  let wake: (() => void) | null = null
  engine.on('import.progress', (progress) => {
    if (progress.state.is === 'running') return
    ended.push(progress)
    wake?.()
  })
  const { job } = await engine.call('import.start', { path })
  while (!ended.some((progress) => progress.job === job)) {
    await new Promise<void>((resolve) => (wake = resolve))
  }
  const { state } = ended.find((progress) => progress.job === job)!
  if (state.is === 'failed') throw SockwrightError.from(state.failure)
  return state.is === 'finished' ? state : null
}

function tell({ capture, totals, note }: Finished, json: boolean, output: StandardOutput): void {
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
