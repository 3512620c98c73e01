import { computed, ref, watch, type Ref } from 'vue'
import { compileSequence, type SequenceSetting } from '../../shared/sequences/compile-sequence'
import type { NewSequence, Sequence, SequenceId, SequenceStep } from '../../shared/sequences/sequence'
import {
  isWithin,
  stepAt,
  withInserted,
  withMovedStep,
  withoutStep,
  withStep,
} from '../../shared/sequences/step-edits'
import { samePath, type StepPath } from '../../shared/sequences/step-path'
import { t } from '../language/use-language'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'
import { newStep, type StepKind } from './new-step'
import { useSequenceDrafts } from './sequence-drafts'

function newId(): SequenceId {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `s-${Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')}`
}

/** The sequences of the workspace as seen from one endpoint, with everything a person does with them. */
export function useSequences(endpoint: Ref<string>) {
  const drafts = useSequenceDrafts()
  const endpoints = useEndpoints()
  const workspace = useWorkspace()
  const notices = useNotices()
  const chosenId = ref<SequenceId | null>(null)
  const chosenPath = ref<StepPath | null>(null)
  const all = computed(() => drafts.all)
  const chosen = computed(() => all.value.find(({ id }) => id === chosenId.value) ?? null)
  const chosenStep = computed(() =>
    chosen.value && chosenPath.value ? stepAt(chosen.value.steps, chosenPath.value) : null,
  )
  watch(
    all,
    (list) => {
      if (chosen.value === null) chosenId.value = list[0]?.id ?? null
    },
    { immediate: true },
  )
  watch(chosenId, () => (chosenPath.value = null))

  const setting = computed<SequenceSetting>(() => ({
    encoding: endpoints.config(endpoint.value)?.options.encoding ?? 'utf-8',
    variables: new Set(Object.keys(workspace.current?.variables ?? {})),
    savedPayload: (name) => workspace.current?.payloads.find((one) => one.name === name)?.payload ?? null,
  }))
  const problems = computed(() => {
    if (!chosen.value) return []
    const reading = compileSequence(chosen.value, setting.value)
    return reading.ok ? [] : reading.problems
  })
  const problemAt = (path: StepPath) => problems.value.find((one) => samePath(one.path, path)) ?? null

  /** `Name`, or `Name 2` and so on where a sequence has it already: rules and rows of a log tell them by their name. */
  function freeName(wanted: string): string {
    const taken = new Set(all.value.map(({ name }) => name))
    if (!taken.has(wanted)) return wanted
    const stem = wanted.replace(/ \d+$/, '').slice(0, 70)
    for (let number = 2; ; number += 1) if (!taken.has(`${stem} ${number}`)) return `${stem} ${number}`
  }

  async function trying(work: () => Promise<void>): Promise<void> {
    await work().catch(notices.failed)
  }

  /** Each gets a name of its own; the first is chosen. */
  async function insert(added: readonly NewSequence[], before: SequenceId | null): Promise<void> {
    for (const [index, sequence] of added.entries()) {
      const made = { ...sequence, id: newId(), name: freeName(sequence.name) }
      await drafts.put(made, before)
      if (index === 0) chosenId.value = made.id
    }
  }

  const add = () =>
    trying(() =>
      insert([{ name: t('sequences.newName', { number: all.value.length + 1 }), steps: [] }], null),
    )
  const take = (added: readonly NewSequence[]) => trying(() => insert(added, null))
  const duplicate = (sequence: Sequence) => trying(() => insert([sequence], after(sequence.id)))

  function after(id: SequenceId): SequenceId | null {
    return all.value[all.value.findIndex((one) => one.id === id) + 1]?.id ?? null
  }

  const remove = (sequence: Sequence) =>
    trying(async () => {
      const before = after(sequence.id)
      await drafts.remove(sequence.id)
      notices.toast({
        text: t('sequences.deleted', { name: sequence.name }),
        action: {
          label: t('sequences.undo'),
          undo: true,
          run: () => trying(() => drafts.put(sequence, before)),
        },
      })
    })

  function rename(name: string): void {
    if (chosen.value) drafts.change({ ...chosen.value, name })
  }

  function setSteps(steps: readonly SequenceStep[]): void {
    if (chosen.value) drafts.change({ ...chosen.value, steps: [...steps] })
  }

  /** Behind the chosen step; into a chosen loop that is empty. */
  function place(): StepPath {
    const path = chosenPath.value
    const step = chosenStep.value
    if (!path || !step) return [chosen.value?.steps.length ?? 0]
    if (step.do === 'loop' && step.steps.length === 0) return [...path, 0]
    return path.with(-1, path.at(-1)! + 1)
  }

  function addStep(kind: StepKind, at: StepPath = place()): void {
    if (!chosen.value) return
    setSteps(withInserted(chosen.value.steps, at, newStep(kind)))
    chosenPath.value = at
  }

  function changeStep(path: StepPath, step: SequenceStep): void {
    if (chosen.value) setSteps(withStep(chosen.value.steps, path, step))
  }

  function removeStep(path: StepPath): void {
    const before = chosen.value
    if (!before) return
    setSteps(withoutStep(before.steps, path))
    if (chosenPath.value && isWithin(chosenPath.value, path)) chosenPath.value = null
    notices.toast({
      text: t('sequences.stepDeleted'),
      action: { label: t('sequences.undo'), undo: true, run: () => drafts.change(before) },
    })
  }

  /** In front of what is at `to`. */
  function moveStep(from: StepPath, to: StepPath): void {
    const moved = chosen.value && withMovedStep(chosen.value.steps, from, to)
    if (!moved) return
    setSteps(moved.steps)
    chosenPath.value = moved.path
  }

  return {
    all,
    chosen,
    chosenId,
    chosenPath,
    chosenStep,
    setting,
    problems,
    problemAt,
    isUnsaved: drafts.isUnsaved,
    failureOf: drafts.failureOf,
    flush: drafts.flush,
    add,
    take,
    duplicate,
    remove,
    rename,
    addStep,
    changeStep,
    removeStep,
    moveStep,
  }
}

export type Sequences = ReturnType<typeof useSequences>
