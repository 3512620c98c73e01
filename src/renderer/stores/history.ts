import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { HistoryEntry } from '../../shared/contract/engine/history-calls'
import { useEngine } from '../link/link'

/** Payloads sent by hand, in the engine's order (kept there, for all windows and the next start). */
export const useHistory = defineStore('history', () => {
  const entries = shallowRef<readonly HistoryEntry[]>([])

  async function clear(): Promise<void> {
    await useEngine().call('history.clear', {})
  }

  /** Loads the history and follows it; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('history.changed', ({ history }) => (entries.value = history))
    entries.value = await useEngine().call('history.list', {})
    return stop
  }

  return { entries, clear, follow }
})
