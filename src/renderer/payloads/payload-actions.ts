import { computed } from 'vue'
import { SockwrightError } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { examplePayloads } from '../../shared/payload/example-payloads'
import {
  libraryLimits,
  type LibraryPayload,
  type NewPayload,
  type SavedPayload,
} from '../../shared/payload/saved-payload'
import { useDrafts } from '../composer/drafts'
import { fileDraft, filePayload } from '../composer/file-draft'
import { useOpenComposers } from '../composer/open-composers'
import { draftPayload, payloadDraft } from '../composer/payload-draft'
import { formatCount } from '../language/format'
import { local, t } from '../language/use-language'
import { useEngine } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'
import { newPayload, type PayloadPlace } from './payload-groups'
import { nameFor, recordPayload } from './record-payload'

/** What can be done with the payloads of the library. Failures become notices. */
export function usePayloadActions() {
  const engine = useEngine()
  const workspace = useWorkspace()
  const composers = useOpenComposers()
  const drafts = useDrafts()
  const endpoints = useEndpoints()
  const dialogs = useDialogs()
  const notices = useNotices()

  const all = computed<readonly SavedPayload[]>(() => workspace.current?.payloads ?? [])
  /** What the composer in front holds; text names its encoding, so that it is the same bytes everywhere. */
  const composed = computed<LibraryPayload | null>(() => {
    const endpoint = composers.active?.endpoint
    if (endpoint === undefined) return null
    const { draft, sends, file } = drafts.of(endpoint)
    const config = endpoints.config(endpoint)
    if (sends === 'file') return config ? filePayload(file, config.kind) : null
    if (draft.typed === '' && draft.fields.length === 0) return null
    const encoding = draft.encoding ?? config?.options.encoding ?? 'utf-8'
    return draftPayload({ ...draft, encoding })
  })

  async function trying(work: () => Promise<unknown>): Promise<void> {
    await work().catch(notices.failed)
  }

  function askSave(): void {
    const payload = composed.value
    if (payload) dialogs.show({ is: 'save-payload', payload, name: nameFor(payload, t('payloads.unnamed')) })
  }

  /** Saves `payload` under the name that it suggests itself, and offers to change that. */
  async function save(payload: LibraryPayload): Promise<void> {
    const name = nameFor(payload, t('payloads.unnamed'))
    const [id] = await engine.call('library.add', { payloads: [{ name, payload }] })
    notices.toast({
      tone: 'good',
      text: t('payloads.saved', { name }),
      action: { label: t('payloads.rename'), run: () => dialogs.show({ is: 'edit-payload', payload: id! }) },
    })
  }

  async function saveRecord(capture: string, record: number, encoding: TextEncoding): Promise<void> {
    const length = libraryLimits.characters
    const content = await engine.call('record.read', { capture, record, length })
    if (content.length > content.data.length) {
      const { characters: limit, allCharacters } = libraryLimits
      throw new SockwrightError('E_LIBRARY_LARGE', { name: `#${record}`, limit, allCharacters })
    }
    await save(recordPayload(content.data, encoding))
  }

  function load({ payload }: Pick<SavedPayload, 'payload'>): void {
    const composer = composers.active
    if (!composer) return void notices.toast({ text: t('payloads.noComposer') })
    const { lineEnding } = drafts.of(composer.endpoint).draft
    const loaded =
      payload.form === 'file'
        ? ({ sends: 'file', file: fileDraft(payload) } as const)
        : ({ sends: 'typed', draft: payloadDraft(payload, lineEnding) } as const)
    drafts.change(composer.endpoint, loaded)
    composer.focus()
  }

  async function send({ payload }: Pick<SavedPayload, 'payload'>): Promise<void> {
    const composer = composers.active
    if (!composer) return void notices.toast({ text: t('payloads.noComposer') })
    const why = await composer.send(payload)
    if (why !== null && why !== 'busy') notices.toast({ tone: 'warning', text: t(`composer.why.${why}`) })
  }

  async function replace({ id, name }: SavedPayload): Promise<void> {
    if (!composed.value) return
    await engine.call('library.change', { payload: id, content: composed.value })
    notices.toast({ tone: 'good', text: t('payloads.replaced', { name }) })
  }

  /** The payload behind `saved` in the library, in front of which something else can be put. */
  function after(saved: SavedPayload): string | null {
    return all.value[all.value.findIndex(({ id }) => id === saved.id) + 1]?.id ?? null
  }

  async function duplicate(saved: SavedPayload): Promise<void> {
    const name = `${saved.name.slice(0, 76)} 2`
    const copy = { ...newPayload(saved), name, keys: null }
    await engine.call('library.add', { payloads: [copy], before: after(saved) })
  }

  async function remove(saved: SavedPayload): Promise<void> {
    const next = after(saved)
    await engine.call('library.remove', { payloads: [saved.id] })
    const restore = async () => {
      const before = all.value.some(({ id }) => id === next) ? next : null
      await engine.call('library.add', { payloads: [newPayload(saved)], before })
    }
    const text = t('payloads.deleted', { name: saved.name })
    notices.toast({ text, action: { label: t('payloads.undo'), undo: true, run: restore } })
  }

  async function addExamples(): Promise<void> {
    const folder = t('payloads.examples')
    const there = new Set(all.value.filter((one) => one.folder === folder).map(({ name }) => name))
    const payloads: NewPayload[] = examplePayloads
      .map(({ name, tags, payload }) => ({ name: local(name), folder, tags: [...tags], keys: null, payload }))
      .filter(({ name }) => !there.has(name))
    if (payloads.length === 0) return void notices.toast({ text: t('payloads.examplesThere') })
    await engine.call('library.add', { payloads })
    const count = formatCount(payloads.length)
    notices.toast({ tone: 'good', text: t('payloads.examplesAdded', { count, folder }) })
  }

  return {
    all,
    composed,
    load,
    askSave,
    edit: ({ id }: SavedPayload) => dialogs.show({ is: 'edit-payload', payload: id }),
    save: (payload: LibraryPayload) => trying(() => save(payload)),
    saveRecord: (capture: string, record: number, encoding: TextEncoding) =>
      trying(() => saveRecord(capture, record, encoding)),
    send: (saved: Pick<SavedPayload, 'payload'>) => trying(() => send(saved)),
    replace: (saved: SavedPayload) => trying(() => replace(saved)),
    duplicate: (saved: SavedPayload) => trying(() => duplicate(saved)),
    remove: (saved: SavedPayload) => trying(() => remove(saved)),
    move: ({ id }: SavedPayload, { folder, before }: PayloadPlace) =>
      trying(() => engine.call('library.move', { payloads: [id], folder, before })),
    addExamples: () => trying(addExamples),
  }
}

export type PayloadActions = ReturnType<typeof usePayloadActions>
