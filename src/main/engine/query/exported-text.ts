import { readFile, rm } from 'node:fs/promises'
import {
  maxTextBytes,
  type ExportProgress,
  type ExportState,
  type TextFormat,
} from '../../../shared/contract/engine/export-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { ExportRequest } from './export-jobs'
import type { QueryService } from './query-service'

/** Who has to know of the job that makes a text: it ends with its session. */
export interface TextJobOwner {
  started(job: string): Promise<void>
  ended(job: string): void
}

/**
 * Some records as the text that an export of them would be; it is written to a private file first, in a thread of its
 * own, as every export is. Fails with `E_TEXT_TOO_LARGE` above {@link maxTextBytes}, with `E_LINK_CLOSED` when it was
 * cancelled, and as an export does.
 */
export async function exportedText(
  { exports, downloads }: Pick<QueryService, 'exports' | 'downloads'>,
  request: ExportRequest & { readonly format: TextFormat },
  owner: TextJobOwner,
): Promise<string> {
  const { path, download } = await downloads.reserve('text')
  try {
    const state = await new Promise<ExportState>((resolve, reject) => {
      const target = { path, mode: 0o600, mostBytes: maxTextBytes }
      const ended = ({ job, state }: ExportProgress) => {
        if (state.is === 'running') return
        owner.ended(job)
        resolve(state)
      }
      exports
        .start(request, target, ended)
        .then((job) => owner.started(job))
        .catch(reject)
    })
    if (state.is === 'failed') throw SockwrightError.from(state.failure)
    if (state.is !== 'finished') throw new SockwrightError('E_LINK_CLOSED')
    return await readFile(path, 'utf8')
  } finally {
    downloads.abandon(download)
    await rm(path, { force: true })
  }
}
