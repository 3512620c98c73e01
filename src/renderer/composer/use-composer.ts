import { computed, shallowRef, watch, type Ref } from 'vue'
import type { SendOutcome } from '../../shared/contract/engine/endpoint-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { LibraryPayload } from '../../shared/payload/saved-payload'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'
import { useHistory } from '../stores/history'
import { useDrafts } from './drafts'
import { ownDraft, recentPayloads, stepHistory } from './payload-history'
import { fileDraft } from './file-draft'
import { useDraft } from './use-draft'
import { useFileSending } from './use-file-sending'
import { resolveTarget, targetChoices, type NoTarget, type TargetChoice } from './send-targets'

/** What became of the last sending. */
export type SendReport =
  | { readonly is: 'sent'; readonly outcomes: readonly SendOutcome[] }
  | { readonly is: 'failed'; readonly failure: Failure }

/** The composer of one endpoint: its draft, whom it is for, and sending it. */
export function useComposer(endpoint: Ref<string>, chosen: Ref<readonly number[]>) {
  const drafts = useDrafts()
  const endpoints = useEndpoints()
  const history = useHistory()
  const state = computed(() => drafts.of(endpoint.value))
  const place = shallowRef(ownDraft)
  const report = shallowRef<SendReport | null>(null)

  /** A person's own change begins a new draft and makes the last report old. */
  function changed(): void {
    place.value = ownDraft
    report.value = null
  }
  const composed = useDraft(
    endpoint,
    computed(() => chosen.value[0]),
    changed,
  )
  const { draft } = composed
  const files = useFileSending(endpoint)
  const sends = computed({
    get: () => state.value.sends,
    set: (wanted) => drafts.change(endpoint.value, { sends: wanted }),
  })

  const recent = computed(() => recentPayloads(history.entries))
  function stepBack(step: 'older' | 'newer'): boolean {
    const next = stepHistory(place.value, step, draft.value, recent.value)
    if (!next) return false
    place.value = next.place
    drafts.change(endpoint.value, { draft: next.draft })
    return true
  }

  const address = computed({
    get: () => state.value.address,
    set: (text) => drafts.change(endpoint.value, { address: text }),
  })
  const situation = computed(() => {
    const config = endpoints.config(endpoint.value)
    if (!config) return null
    const status = endpoints.status(endpoint.value)
    return { config, status, chosen: chosen.value, address: address.value }
  })
  const choices = computed(() => (situation.value ? targetChoices(situation.value) : []))
  const choice = computed<TargetChoice | null>({
    get: () => choices.value.find((one) => one === state.value.choice) ?? choices.value[0] ?? null,
    set: (wanted) => drafts.change(endpoint.value, { choice: wanted }),
  })
  const resolved = computed(() =>
    situation.value && choice.value ? resolveTarget(choice.value, situation.value) : null,
  )
  const canSend = computed(() => {
    if (resolved.value?.ok !== true) return false
    return sends.value === 'file' ? files.sendable.value : composed.sendable.value
  })

  async function send(): Promise<void> {
    if (!canSend.value || resolved.value?.ok !== true) return
    if (sends.value === 'file') await files.send(resolved.value.target)
    else await sendPayload(composed.payload.value)
  }

  /**
   * Sends any payload to whom the composer is set to; answers why that cannot be, or null. Nobody has to wait for the one
   * before: they leave in the order in which they were asked for.
   */
  async function sendPayload(payload: LibraryPayload): Promise<NoTarget | 'busy' | null> {
    const target = resolved.value
    if (!target) return 'busy'
    if (!target.ok) return target.why
    if (payload.form === 'file') {
      if (files.isBusy.value) return 'busy'
      drafts.change(endpoint.value, { sends: 'file', file: fileDraft(payload) })
      await files.sendPath(payload, target.target)
      return null
    }
    try {
      const outcomes = await useEngine().call('endpoint.send', {
        endpoint: endpoint.value,
        target: target.target,
        payload,
      })
      report.value = { is: 'sent', outcomes }
      place.value = ownDraft
    } catch (thrown) {
      report.value = { is: 'failed', failure: toFailure(thrown) }
    }
    return null
  }

  /** A choice of peers is a choice of target, until the person says otherwise again. */
  watch(
    () => chosen.value.length > 0,
    (any) => drafts.change(endpoint.value, { choice: any ? 'chosen' : null }),
  )
  watch(endpoint, () => {
    place.value = ownDraft
    report.value = null
  })

  return {
    ...composed,
    files,
    sends,
    stepBack,
    address,
    choices,
    choice,
    situation,
    resolved,
    canSend,
    report,
    send,
    sendPayload,
  }
}

export type Composer = ReturnType<typeof useComposer>
