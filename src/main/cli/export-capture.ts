import { createReadStream } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ExportFormat, ExportOptions, ExportProgress } from '../../shared/contract/engine/export-calls'
import { SockwrightError, toFailure } from '../../shared/contract/errors'
import { startCommandEngine, type EngineCaller } from './command-engine'
import { exitCodes, tellOnStandardError } from './command-failure'
import { Ending } from './ending'
import { flushed } from './flushed'
import { StandardOutput } from './standard-output'

export interface ExportPlan {
  readonly format: ExportFormat
  readonly options: Partial<ExportOptions>
  readonly filter: string
  /** Null: stdout. */
  readonly output: string | null
  readonly json: boolean
}

/** Exports a capture; returns the exit code. Throws a coded failure where it cannot be read or written. */
export async function exportCapture(capture: string, plan: ExportPlan): Promise<number> {
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const command = await startCommandEngine({
    capturesFolder: null,
    onProblem: ({ message }) => tellOnStandardError(message),
  })
  try {
    const path = plan.output === null ? join(command.temporaryFolder, 'export') : resolve(plan.output)
    const exporting = runExport(command.engine, resolve(capture), plan, path).then(async (bytes) => {
      if (plan.output === null) await copyToOutput(path, output, ending.signal)
      else if (plan.json) output.write(`${JSON.stringify({ event: 'exported', path, bytes })}\n`)
    })
    exporting.then(
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

/** Resolves to the size of the finished file. */
async function runExport(
  engine: EngineCaller,
  capture: string,
  plan: ExportPlan,
  path: string,
): Promise<number> {
  // The end may be told before the answer to the call that began it.
  const ended: ExportProgress[] = []
  let wake: (() => void) | null = null
  engine.on('export.progress', (progress) => {
    if (progress.state.is === 'running') return
    ended.push(progress)
    wake?.()
  })
  const { format, filter, options } = plan
  const { job } = await engine.call('export.start', {
    capture,
    filter,
    format,
    options,
    destination: { to: 'file', path },
  })
  while (!ended.some((progress) => progress.job === job)) {
    await new Promise<void>((resolve) => (wake = resolve))
  }
  const { state } = ended.find((progress) => progress.job === job)!
  if (state.is === 'failed') throw SockwrightError.from(state.failure)
  return state.is === 'finished' ? state.bytes : 0
}

async function copyToOutput(path: string, output: StandardOutput, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (signal.aborted) return
    output.write(chunk)
    await output.drained(signal)
  }
}
