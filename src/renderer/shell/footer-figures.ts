import { computed } from 'vue'
import { useEndpoints } from '../stores/endpoints'

/** What the footer says about all endpoints together. */
export function useFooterFigures() {
  const endpoints = useEndpoints()
  const recordings = computed(() =>
    endpoints.configs.flatMap(({ id }) => endpoints.status(id)?.recording ?? []),
  )
  const running = computed(() => endpoints.running.flatMap(({ id }) => endpoints.status(id)?.recording ?? []))
  const sum = (of: 'receivedBytes' | 'lostBytes') =>
    endpoints.configs.reduce((total, { id }) => total + (endpoints.status(id)?.counters[of] ?? 0), 0)
  return {
    /** Recording goes on, has been stopped by a failure somewhere, or nothing runs. */
    state: computed(() => {
      if (running.value.some(({ stopped }) => stopped !== null)) return 'stopped' as const
      return running.value.length > 0 ? ('recording' as const) : ('idle' as const)
    }),
    stoppedBy: computed(() => running.value.find(({ stopped }) => stopped !== null)?.stopped ?? null),
    receivedBytes: computed(() => sum('receivedBytes')),
    capturedBytes: computed(() => recordings.value.reduce((sum, { bytes }) => sum + bytes, 0)),
    lostBytes: computed(() => sum('lostBytes')),
    lagMs: computed(() => running.value.reduce((longest, { lagMs }) => Math.max(longest, lagMs), 0)),
  }
}
