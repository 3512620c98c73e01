import { createReadStream } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ExportFormat, ExportOptions } from '../../shared/contract/engine/export-calls'
import { jobEnd } from './job-end'
import { runTask } from './run-task'
import type { StandardOutput } from './standard-output'

export interface ExportPlan {
  readonly format: ExportFormat
  readonly options: Partial<ExportOptions>
  readonly filter: string
  /** Null: stdout. */
  readonly output: string | null
  readonly json: boolean
}

/** Exports a capture; returns the exit code. Throws a coded failure where it cannot be read or written. */
export function exportCapture(capture: string, plan: ExportPlan): Promise<number> {
  const { format, filter, options } = plan
  return runTask(null, async ({ engine, output, signal, temporaryFolder }) => {
    const path = plan.output === null ? join(temporaryFolder, 'export') : resolve(plan.output)
    const destination = { to: 'file', path } as const
    const request = { capture: resolve(capture), filter, format, options, destination }
    const made = await jobEnd(engine, 'export.progress', () => engine.call('export.start', request))
    if (plan.output === null) await copyToOutput(path, output, signal)
    else if (plan.json)
      output.write(`${JSON.stringify({ event: 'exported', path, bytes: made?.bytes ?? 0 })}\n`)
  })
}

async function copyToOutput(path: string, output: StandardOutput, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (signal.aborted) return
    output.write(chunk)
    await output.drained(signal)
  }
}
