import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CaptureSummary } from '../../shared/contract/engine/capture-calls'
import { useEngine } from '../link/link'

/** The captures on this machine, the newest first; others, opened by their path, are known too. */
export const useCaptures = defineStore('captures', () => {
  const list = shallowRef<readonly CaptureSummary[]>([])

  const elsewhere = shallowRef<ReadonlyMap<string, CaptureSummary>>(new Map())

  function find(capture: string): CaptureSummary | undefined {
    return list.value.find((summary) => summary.capture === capture) ?? elsewhere.value.get(capture)
  }

  /** Notes what the engine says of a capture that may not be in the list. */
  function know(summary: CaptureSummary): void {
    elsewhere.value = new Map(elsewhere.value).set(summary.capture, summary)
  }

  async function load(): Promise<void> {
    const all = await useEngine().call('capture.list', {})
    list.value = [...all].sort((one, other) => other.startedAt - one.startedAt)
  }

  /** Loads the list and follows it; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('capture.changed', () => void load())
    await load()
    return stop
  }

  return { list, find, know, load, follow }
})
