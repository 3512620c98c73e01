import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { SockwrightError } from '../../src/shared/contract/errors'
import type { ExportFormat, ExportOptions } from '../../src/shared/contract/engine/export-calls'
import type { HeardSession } from './query-session'

export interface WantedExport {
  readonly filter?: string
  readonly after?: number
  readonly options?: Partial<ExportOptions>
}

/** Exports a capture to a new file in `folder` and returns its path. Throws the failure of the export. */
export async function exportToFile(
  session: HeardSession,
  capture: string,
  folder: string,
  format: ExportFormat,
  { filter = '', after = 0, options = {} }: WantedExport = {},
): Promise<string> {
  const target = path.join(folder, `${randomUUID()}.${format}`)
  const { job } = await session.call('export.start', {
    capture,
    filter,
    after,
    format,
    options,
    destination: { to: 'file', path: target },
  })
  const { state } = await session.exportEnd(job)
  if (state.is === 'failed') throw SockwrightError.from(state.failure)
  if (state.is !== 'finished') throw new Error(`the export was ${state.is}`)
  return target
}
