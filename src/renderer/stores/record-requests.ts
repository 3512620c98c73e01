import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** A record that somebody wants to see in the log of its capture. */
export interface RecordRequest {
  readonly capture: string
  readonly record: number
}

/** Records that another tab asks to be shown: the tab of their capture takes the request when it is there. */
export const useRecordRequests = defineStore('record-requests', () => {
  const wanted = shallowRef<RecordRequest | null>(null)

  function ask(request: RecordRequest): void {
    wanted.value = request
  }

  /** The record wanted of this capture, once; null where there is none. */
  function take(capture: string | null): number | null {
    if (wanted.value === null || wanted.value.capture !== capture) return null
    const { record } = wanted.value
    wanted.value = null
    return record
  }

  return { wanted, ask, take }
})
