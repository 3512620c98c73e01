import { ref, shallowRef, watch, type Ref } from 'vue'
import type { TimelineRow } from '../../shared/contract/engine/timeline-calls'
import type { Timeline } from './use-timeline'

/** The chosen step of a timeline: it stays the same one when rows come before it or time is zoomed. */
export function useStepChoice(timeline: Timeline, onFailure: (thrown: unknown) => void) {
  const row = shallowRef<TimelineRow | null>(null)
  const index = ref<number | null>(null)
  /** The step that was asked for last: keys pressed one after the other add up before the first is answered. */
  let asked: number | null = null
  let turn = 0

  async function choose(wanted: number): Promise<void> {
    const mine = ++turn
    const last = timeline.total.value - 1
    if (last < 0) return
    const at = Math.min(Math.max(0, wanted), last)
    asked = at
    try {
      const [found] = (await timeline.read(at, 1)).rows
      if (mine !== turn || !found) return
      row.value = found
      index.value = at
    } catch (thrown) {
      onFailure(thrown)
    }
  }

  function clear(): void {
    turn += 1
    row.value = null
    index.value = null
    asked = null
  }

  /** Rows have changed: where is the chosen one now? */
  async function findAgain(): Promise<void> {
    const before = row.value
    if (!before) return
    const mine = ++turn
    try {
      const at = await timeline.locate(before.lane, before.record)
      if (mine !== turn) return
      if (at === null) return clear()
      // Several steps may be told of by one record.
      const around = (await timeline.read(Math.max(0, at - 3), 7)).rows
      if (mine !== turn) return
      const same = around.findIndex((one) => isSame(one, before))
      asked = index.value = same < 0 ? at : Math.max(0, at - 3) + same
      row.value = same < 0 ? (around.find(({ record }) => record === before.record) ?? before) : around[same]!
    } catch (thrown) {
      onFailure(thrown)
    }
  }

  watch([timeline.source, () => timeline.progress.value?.revision] as const, () => void findAgain())

  return {
    row: row as Readonly<Ref<TimelineRow | null>>,
    index: index as Readonly<Ref<number | null>>,
    /** Where a key goes on from. */
    from: () => asked,
    choose,
    clear,
  }
}

function isSame(one: TimelineRow, other: TimelineRow): boolean {
  if (one.lane !== other.lane || one.call !== other.call || one.derived !== other.derived) return false
  return one.record <= other.record && other.record <= one.lastRecord
}
