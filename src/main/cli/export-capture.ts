import { constants, createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ExportFormat, ExportOptions } from '../../shared/contract/engine/export-calls'
import { SockwrightError } from '../../shared/contract/errors'
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
    const place = plan.output === null ? null : resolve(plan.output)
    const isPassedOn = place === null || (await isSpecial(place))
    const path = isPassedOn ? join(temporaryFolder, 'export') : place
    const destination = { to: 'file', path } as const
    const request = { capture: resolve(capture), filter, format, options, destination }
    const made = await jobEnd(engine, 'export.progress', () => engine.call('export.start', request))
    if (place === null) return copyToOutput(path, output, signal)
    if (isPassedOn) await copyToSpecial(path, place, signal)
    if (plan.json)
      output.write(`${JSON.stringify({ event: 'exported', path: place, bytes: made?.bytes ?? 0 })}\n`)
  })
}

async function copyToOutput(path: string, output: StandardOutput, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (signal.aborted) return
    output.write(chunk)
    await output.drained(signal)
  }
}

/** A device or a pipe is written to; a file takes the place of one that is there. */
async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}

async function copyToSpecial(path: string, place: string, signal: AbortSignal): Promise<void> {
  try {
    const special = await open(place, constants.O_WRONLY)
    await pipeline(createReadStream(path), special.createWriteStream(), { signal })
  } catch (thrown) {
    if (signal.aborted) return
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new SockwrightError('E_EXPORT_WRITE', { path: place, reason })
  }
}
