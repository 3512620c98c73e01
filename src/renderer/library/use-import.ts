import { onScopeDispose, shallowRef } from 'vue'
import type { ImportFinished, ImportProgress } from '../../shared/contract/engine/import-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { useEngine } from '../link/link'
import { uploadFile } from './upload-file'

/** Where an import is in its life. */
export type ImportStage =
  | { readonly is: 'uploading' | 'running'; readonly done: number; readonly total: number }
  | { readonly is: 'failed'; readonly failure: Failure }

/**
 * Imports a packet file at once: that of a path, or one of this machine, which is uploaded first. `ended` gets what was
 * made of it, or null where it was cancelled.
 */
export function useImport(source: string | File, ended: (made: ImportFinished | null) => void) {
  const stage = shallowRef<ImportStage>({ is: 'running', done: 0, total: 0 })
  let job: string | null = null
  const uploading = new AbortController()
  /** News of a job that overtook the answer to its start. */
  let early: ImportProgress | null = null
  let closed = false

  const stopListening = useEngine().on('import.progress', (news) => {
    if (news.job === job) take(news)
    else early = news
  })

  function take({ done, total, state }: ImportProgress): void {
    if (state.is === 'running') {
      stage.value = { is: 'running', done, total }
      return
    }
    job = null
    if (state.is === 'failed') stage.value = { is: 'failed', failure: state.failure }
    else ended(state.is === 'finished' ? state : null)
  }

  async function start(): Promise<void> {
    try {
      const started = await begin()
      if (!started) return ended(null)
      job = started.job
      if (closed) await cancel()
      else if (early?.job === job) take(early)
    } catch (thrown) {
      stage.value = { is: 'failed', failure: toFailure(thrown) }
    }
  }

  async function begin(): Promise<{ readonly job: string } | null> {
    if (typeof source === 'string') return useEngine().call('import.start', { path: source })
    const progress = (done: number) => (stage.value = { is: 'uploading', done, total: source.size })
    progress(0)
    const upload = await uploadFile(source, 'import', uploading.signal, progress)
    if (upload === null) return null
    stage.value = { is: 'running', done: 0, total: source.size }
    return useEngine().call('upload.import', { upload })
  }

  async function cancel(): Promise<void> {
    uploading.abort()
    if (job === null) return
    // A job that has just ended has nothing left to cancel.
    await useEngine()
      .call('import.cancel', { job })
      .catch(() => undefined)
  }

  onScopeDispose(() => {
    closed = true
    stopListening()
    void cancel()
  })
  void start()
  return { stage, cancel }
}
