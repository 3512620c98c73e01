import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import * as v from 'valibot'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { SequenceSchema, type Sequence, type SequenceId } from '../../shared/sequences/sequence'
import { useEngine } from '../link/link'
import { useWorkspace } from '../stores/workspace'

/** A person who types is not saved after each key. */
const pause = 250

/**
 * The sequences of the workspace as they are being changed: what is a sequence at all is saved soon; what is not, such as
 * one with a name that another has, is kept here and says why.
 */
export const useSequenceDrafts = defineStore('sequence-drafts', () => {
  const workspace = useWorkspace()
  const drafts = shallowReactive(new Map<SequenceId, Sequence>())
  const failures = shallowReactive(new Map<SequenceId, Failure>())
  const timers = new Map<SequenceId, ReturnType<typeof setTimeout>>()
  /** One after the other, so that an older one cannot come last. */
  let saving: Promise<void> = Promise.resolve()

  const saved = computed(() => workspace.current?.sequences ?? [])
  const all = computed<readonly Sequence[]>(() => saved.value.map((one) => drafts.get(one.id) ?? one))

  function change(sequence: Sequence): void {
    drafts.set(sequence.id, sequence)
    clearTimeout(timers.get(sequence.id))
    timers.set(
      sequence.id,
      setTimeout(() => void flush(sequence.id), pause),
    )
  }

  /** Resolves when what was changed of it is saved, or could not be. */
  async function flush(id: SequenceId): Promise<void> {
    clearTimeout(timers.get(id))
    timers.delete(id)
    saving = saving.then(() => save(id))
    await saving
  }

  async function save(id: SequenceId): Promise<void> {
    const draft = drafts.get(id)
    if (!draft || !v.is(SequenceSchema, draft)) return
    try {
      await put(draft, null)
      failures.delete(id)
      if (drafts.get(id) === draft) drafts.delete(id)
    } catch (thrown) {
      failures.set(id, toFailure(thrown))
    }
  }

  /** Adds a sequence in front of `before`, or replaces the one with its id; rejects where it cannot be kept. */
  async function put(sequence: Sequence, before: SequenceId | null): Promise<void> {
    await useEngine().call('sequence.put', { sequence: { ...sequence, steps: [...sequence.steps] }, before })
  }

  async function remove(id: SequenceId): Promise<void> {
    drafts.delete(id)
    failures.delete(id)
    clearTimeout(timers.get(id))
    await useEngine().call('sequence.remove', { sequence: id })
  }

  const isUnsaved = (id: SequenceId) => {
    const draft = drafts.get(id)
    return draft !== undefined && !v.is(SequenceSchema, draft)
  }

  return {
    all,
    change,
    flush,
    put,
    remove,
    isUnsaved,
    failureOf: (id: SequenceId) => failures.get(id) ?? null,
  }
})
