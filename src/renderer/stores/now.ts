import { useIntervalFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

/** The time in ms since the epoch, as of the last second; ticks as long as the component that asked lives. */
export function useNow(): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now())
  useIntervalFn(() => (now.value = Date.now()), 1_000)
  return now
}
