import { computed, ref, type Ref } from 'vue'
import type { PayloadPreview } from '../../shared/contract/engine/payload-calls'
import type { Failure } from '../../shared/contract/errors'
import { isWebSocket, sendsEmptyMessages } from '../../shared/endpoints/endpoint-kind'
import { evaluatePayload } from '../../shared/payload/compile-payload'
import { faultyField } from '../../shared/payload/field-layout'
import type { LineEnding } from '../../shared/payload/payload'
import { faultOf } from '../../shared/payload/payload-compilation'
import { nobody, type PayloadScope } from '../../shared/payload/payload-context'
import type { FrameKind } from '../../shared/payload/payload-frame'
import type { PayloadField } from '../../shared/payload/payload-field'
import { parsePayload } from '../../shared/payload/payload-template'
import { failureWords } from '../language/use-language'
import { useEndpoints } from '../stores/endpoints'
import { useWorkspace } from '../stores/workspace'
import { useDrafts } from './drafts'
import { draftPayload, originOf, switchForm, type PayloadDraft, type PayloadForm } from './payload-draft'
import { askPreview, usePreview } from './use-preview'

/** What is composed for one endpoint: the draft, what is wrong with it, and the bytes it makes now. */
export function useDraft(endpoint: Ref<string>, peer: Ref<number | undefined>, changed: () => void) {
  const drafts = useDrafts()
  const endpoints = useEndpoints()
  const workspace = useWorkspace()
  const draft = computed(() => drafts.of(endpoint.value).draft)
  const config = computed(() => endpoints.config(endpoint.value))
  const encoding = computed({
    get: () => draft.value.encoding ?? config.value?.options.encoding ?? 'utf-8',
    set: (own) => edit({ encoding: own }),
  })
  const variables = computed(() => Object.keys(workspace.current?.variables ?? {}))
  const scope = computed<PayloadScope>(() => ({ match: null, variables: new Set(variables.value) }))

  /** A person's own change: it begins a new draft. */
  function edit(change: Partial<PayloadDraft>): void {
    changed()
    drafts.change(endpoint.value, { draft: { ...draft.value, ...change } })
  }

  const typed = computed({ get: () => draft.value.typed, set: (text) => edit({ typed: text }) })
  const lineEnding = computed<LineEnding>({
    get: () => draft.value.lineEnding,
    set: (ending) => edit({ lineEnding: ending }),
  })
  const frame = computed<FrameKind | undefined>({
    get: () => draft.value.frame,
    set: (kind) => edit({ frame: kind }),
  })
  /** Payloads go in frames of a kind. */
  const isFramed = computed(() => config.value !== undefined && isWebSocket(config.value.kind))
  const fields = computed<readonly PayloadField[]>({
    get: () => draft.value.fields,
    set: (list) => edit({ fields: list }),
  })
  const payload = computed(() => draftPayload(draft.value))
  const parsed = computed(() => parsePayload(payload.value, { scope: scope.value, encoding: encoding.value }))
  const hasVariables = computed(() => parsed.value.ok && parsed.value.template.constant === null)
  const asked = usePreview(
    endpoint,
    computed(() => (hasVariables.value ? payload.value : null)),
    peer,
  )

  /** The bytes as they would be sent now; null where there is a fault, or while the engine is asked. */
  const made = computed<PayloadPreview | null>(() => {
    if (!parsed.value.ok) return parsed.value
    if (hasVariables.value) return asked.value
    const mayBeEmpty = config.value !== undefined && sendsEmptyMessages(config.value.kind)
    const compiled = evaluatePayload(parsed.value.template, nobody, mayBeEmpty)
    return compiled.ok ? { ...compiled, length: compiled.bytes.length } : compiled
  })
  /** What is wrong with what was typed; an empty draft is nothing wrong, only nothing to send over TCP. */
  const failure = computed<Failure | null>(() => {
    if (!made.value || made.value.ok || made.value.failure.code === 'E_PAYLOAD_EMPTY') return null
    return made.value.failure
  })
  const fault = computed(() => {
    const found = failure.value && faultOf(failure.value)
    return found && failure.value ? { ...found, message: failureWords(failure.value) } : null
  })
  const wrongField = computed(() => (failure.value ? faultyField(failure.value.details) : null))
  /** Whether there is something to send; what only the peers decide shows when it is sent. */
  const sendable = computed(() => {
    if (made.value?.ok) return true
    return hasVariables.value && failure.value === null && made.value === null
  })

  const switching = ref(false)
  const form = computed<PayloadForm>({
    get: () => draft.value.form,
    set: (wanted) => void change(wanted),
  })
  async function change(wanted: PayloadForm): Promise<void> {
    const now = draft.value
    const switched = switchForm(now, wanted, encoding.value) ?? (await switchMoment(now, wanted))
    if (switched && draft.value === now) drafts.change(endpoint.value, { draft: switched })
  }
  /** Variables become the bytes of this moment, if all of them are in a preview. */
  async function switchMoment(now: PayloadDraft, wanted: PayloadForm): Promise<PayloadDraft | null> {
    switching.value = true
    const preview = await askPreview(endpoint.value, draftPayload({ ...now, fields: [] }), peer.value)
    switching.value = false
    if (!preview.ok || preview.bytes.length < preview.length) return null
    return switchForm(now, wanted, encoding.value, preview.bytes)
  }
  /** The other form has the variables that this one lost. */
  const lostVariables = computed(() => originOf(draft.value)?.hadVariables ?? false)
  /** A payload with more bytes than a preview has cannot be frozen. */
  const canSwitch = computed(() => {
    if (failure.value?.code.startsWith('E_FIELD')) return true
    if (failure.value) return false
    return !hasVariables.value || (made.value?.ok === true && made.value.bytes.length === made.value.length)
  })

  return {
    draft,
    typed,
    form,
    lineEnding,
    frame,
    isFramed,
    fields,
    encoding,
    variables,
    scope,
    payload,
    hasVariables,
    made,
    failure,
    fault,
    wrongField,
    sendable,
    lostVariables,
    canSwitch,
    switching,
  }
}
