import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { RunTotals } from '../../shared/contract/engine/run-calls'
import { useEngine } from '../link/link'
import { firstRepeat, withRecent, type RepeatForm } from '../runs/repeat-form'
import { useNotices } from './notices'

/** How many runs there are, also those that other windows began, and how repeats were asked for. */
export const useRuns = defineStore('runs', () => {
  const totals = shallowRef<RunTotals>({ running: 0, ended: 0 })
  /** Grows whenever something of a run has changed. */
  const revision = ref(0)
  const recent = shallowRef<readonly RepeatForm[]>([])
  const form = shallowRef<RepeatForm>(firstRepeat)
  const notices = useNotices()

  function take(now: RunTotals): void {
    totals.value = now
    revision.value++
  }

  /** Loads the numbers and follows them; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('runs.changed', ({ totals: now }) => take(now))
    take((await useEngine().call('runs.list', { from: 0, count: 0 })).totals)
    return stop
  }

  function used(one: RepeatForm): void {
    recent.value = withRecent(recent.value, one)
  }

  async function attempt(work: () => Promise<null>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      notices.failed(thrown)
    }
  }
  const stop = (run: number) => attempt(() => useEngine().call('runs.stop', { run }))
  const stopAll = () => attempt(() => useEngine().call('runs.stopAll', {}))
  const dismiss = (run?: number) => attempt(() => useEngine().call('runs.dismiss', { run }))

  return { totals, revision, recent, form, follow, used, stop, stopAll, dismiss }
})
