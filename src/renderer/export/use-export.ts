import { onScopeDispose, shallowRef } from 'vue'
import type { ExportFormat, ExportOptions, ExportProgress } from '../../shared/contract/engine/export-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { useEngine, useHost } from '../link/link'

/** Where an export is in its life. */
export type ExportStage =
  | { readonly is: 'choosing' }
  | { readonly is: 'running'; readonly done: number; readonly total: number }
  /** `path` in the desktop app; in the browser the download has begun at `url`. */
  | {
      readonly is: 'finished'
      readonly bytes: number
      readonly path: string | null
      readonly url: string | null
    }
  | { readonly is: 'failed'; readonly failure: Failure }

export interface ExportRequest {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly format: ExportFormat
  readonly options: ExportOptions
  /** Proposed name of the file. */
  readonly name: string
}

/** One export after another: to a file where the host has file dialogs, else as a download. */
export function useExport(fileDialogs: () => boolean) {
  const stage = shallowRef<ExportStage>({ is: 'choosing' })
  let job: string | null = null
  /** News of a job that overtook the answer to its start. */
  let early: ExportProgress | null = null
  let closed = false
  /** Cancel was pressed; the job may not have a name yet. */
  let unwanted = false

  const stopListening = useEngine().on('export.progress', (news) => {
    if (news.job === job) void take(news)
    else early = news
  })

  async function take({ done, total, state }: ExportProgress): Promise<void> {
    if (state.is === 'running') {
      stage.value = { is: 'running', done, total }
      return
    }
    job = null
    if (state.is === 'failed') stage.value = { is: 'failed', failure: state.failure }
    else if (state.is === 'cancelled') stage.value = { is: 'choosing' }
    else await finish(state.bytes, state.path, state.download)
  }

  async function finish(bytes: number, path: string | null, download: string | null): Promise<void> {
    try {
      const link = download === null ? null : await useHost().call('host.downloadLink', { download })
      if (closed) return
      stage.value = { is: 'finished', bytes, path, url: link?.url ?? null }
      if (link) startDownload(link.url)
    } catch (thrown) {
      stage.value = { is: 'failed', failure: toFailure(thrown) }
    }
  }

  async function start({ name, ...request }: ExportRequest): Promise<void> {
    try {
      const destination = await chooseDestination(name)
      if (!destination) return
      unwanted = false
      stage.value = { is: 'running', done: 0, total: 0 }
      const started = await useEngine().call('export.start', { ...request, destination })
      if (closed) return void cancelJob(started.job)
      job = started.job
      if (unwanted) await cancelJob(job)
      if (early?.job === job) await take(early)
    } catch (thrown) {
      stage.value = { is: 'failed', failure: toFailure(thrown) }
    }
  }

  async function chooseDestination(name: string) {
    if (!fileDialogs()) return { to: 'download' as const, name }
    const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName: name })
    return chosen && { to: 'file' as const, path: chosen.path }
  }

  async function cancelJob(name: string): Promise<void> {
    // A job that has just ended has nothing left to cancel.
    await useEngine()
      .call('export.cancel', { job: name })
      .catch(() => undefined)
  }

  async function cancel(): Promise<void> {
    unwanted = true
    if (job !== null) await cancelJob(job)
  }

  onScopeDispose(() => {
    closed = true
    stopListening()
    void cancel()
  })
  return { stage, start, cancel }
}

/** The browser saves what the link gives; the page stays. */
function startDownload(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
