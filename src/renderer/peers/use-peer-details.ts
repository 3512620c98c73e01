import { onScopeDispose, shallowRef } from 'vue'
import type { PeerStatus } from '../../shared/endpoints/endpoint-status'
import { useEngine } from '../link/link'

/** Counters and states are brought up to date this often, ms. */
const refreshMs = 1_000

/** One peer with its details, kept up to date while it is looked at; null until it is known. */
export function usePeerDetails(endpoint: string, peer: number) {
  const status = shallowRef<PeerStatus | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  async function read(): Promise<void> {
    const asked = { endpoint, from: 0, count: 1, show: 'all', search: `#${peer}`, details: true } as const
    // Where the link is gone, the window says so; what was known stays.
    const found = await useEngine()
      .call('endpoint.peers', asked)
      .catch(() => null)
    if (isOver) return
    const row = found?.rows.find((one) => one.peer === peer)
    if (row) status.value = { ...row, details: row.details ?? status.value?.details }
    timer = setTimeout(() => void read(), refreshMs)
  }

  void read()
  onScopeDispose(() => {
    isOver = true
    clearTimeout(timer)
  })
  return status
}
