import { useDebounceFn } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { FileStatus } from '../../shared/contract/engine/run-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { FilePayload } from '../../shared/payload/file-payload'
import { uploadFile } from '../library/upload-file'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'
import { useRuns } from '../stores/runs'
import { useDrafts } from './drafts'
import { draftPacing, fileProblem, filePayload, type FileDraft } from './file-draft'

/** What is known of the file that would be sent. */
export type FileLook =
  | { readonly is: 'none' }
  /** A name with variables is made at each sending. */
  | { readonly is: 'made' }
  | { readonly is: 'found'; readonly name: string; readonly bytes: number }
  | { readonly is: 'failed'; readonly failure: Failure }

/** A person who types is not asked after each key. */
const pause = 200

/** The file of one composer: what it is, sending it, and how far it has come. */
export function useFileSending(endpoint: Ref<string>) {
  const engine = useEngine()
  const drafts = useDrafts()
  const endpoints = useEndpoints()
  const runs = useRuns()
  const draft = computed(() => drafts.of(endpoint.value).file)
  const kind = computed(() => endpoints.config(endpoint.value)?.kind ?? 'tcp-client')
  const look = shallowRef<FileLook>({ is: 'none' })
  const uploading = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const status = shallowRef<FileStatus | null>(null)
  let abort = new AbortController()
  let turn = 0

  function edit(change: Partial<FileDraft>): void {
    failure.value = null
    drafts.change(endpoint.value, { file: { ...draft.value, ...change } })
  }

  async function lookAt(path: string): Promise<void> {
    const mine = ++turn
    const found = await engine.call('file.look', { path }).then(
      (facts): FileLook => ({ is: 'found', ...facts }),
      (thrown: unknown): FileLook => ({ is: 'failed', failure: toFailure(thrown) }),
    )
    if (mine === turn) look.value = found
  }
  const lookSoon = useDebounceFn(() => {
    const { source } = draft.value
    if (source.is === 'path' && source.path.trim() !== '' && !isMade(source.path))
      void lookAt(source.path.trim())
  }, pause)
  watch(
    () => draft.value.source,
    (source) => {
      turn += 1
      if (source.is === 'file') look.value = { is: 'found', name: source.file.name, bytes: source.file.size }
      else if (isMade(source.path)) look.value = { is: 'made' }
      else if (source.path.trim() === '') look.value = { is: 'none' }
      else void lookSoon()
    },
    { immediate: true },
  )

  const run = computed(() => drafts.of(endpoint.value).fileRun)
  async function refresh(): Promise<void> {
    const wanted = run.value
    if (wanted === null) return void (status.value = null)
    if (status.value?.run === wanted && status.value.end) return
    const found = await engine.call('runs.status', { run: wanted }).catch(() => null)
    if (run.value === wanted) status.value = found?.kind === 'file' ? found : null
  }
  watch([run, () => runs.revision], () => void refresh(), { immediate: true })

  const isBusy = computed(() => uploading.value !== null || (status.value !== null && !status.value.end))
  const sendable = computed(
    () =>
      !isBusy.value &&
      fileProblem(draft.value) === null &&
      (draft.value.source.is === 'file' || draft.value.source.path.trim() !== ''),
  )

  async function begin(start: () => Promise<FileStatus | null>): Promise<void> {
    const to = endpoint.value
    failure.value = null
    try {
      const started = await start()
      if (!started) return
      if (to === endpoint.value) status.value = started
      drafts.change(to, { fileRun: started.run })
    } catch (thrown) {
      failure.value = toFailure(thrown)
    }
  }

  const sendPath = (file: FilePayload, target: Target) =>
    begin(() => engine.call('file.send', { endpoint: endpoint.value, target, file }))

  function sendUpload(file: File, target: Target): Promise<void> {
    const to = endpoint.value
    const pacing = draftPacing(draft.value, kind.value)
    return begin(async () => {
      abort = new AbortController()
      uploading.value = { done: 0, total: file.size }
      try {
        const progress = (done: number) => (uploading.value = { done, total: file.size })
        const upload = await uploadFile(file, 'send', abort.signal, progress)
        if (upload === null) return null
        return await engine.call('upload.send', { upload, endpoint: to, target, pacing })
      } finally {
        uploading.value = null
      }
    })
  }

  /** Sends what the draft says. */
  async function send(target: Target): Promise<void> {
    if (!sendable.value) return
    const { source } = draft.value
    if (source.is === 'file') return sendUpload(source.file, target)
    const payload = filePayload(draft.value, kind.value)
    if (payload) await sendPath(payload, target)
  }

  async function cancel(): Promise<void> {
    abort.abort()
    if (status.value && !status.value.end) await runs.stop(status.value.run)
  }

  onScopeDispose(() => abort.abort())

  return { draft, kind, edit, look, uploading, failure, status, isBusy, sendable, send, sendPath, cancel }
}

function isMade(path: string): boolean {
  return path.includes('{{')
}

export type FileSending = ReturnType<typeof useFileSending>
