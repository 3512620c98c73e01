import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { PeerTcpStates } from '../../shared/contract/engine/endpoint-calls'
import { useEngine } from '../link/link'

/** The system is asked this often while somebody looks, ms. */
const refreshMs = 1_000

/** Which rows of the list are on screen. */
export interface ShownPeers {
  readonly endpoint: string
  readonly from: number
  readonly count: number
  readonly show: 'all' | 'connected' | 'closed'
  readonly search: string
}

/** The states of TCP of the peers on screen by their numbers, as the system tells them, kept up to date while they are looked at. */
export function useTcpStates(shown: () => ShownPeers, lookedAt: Readonly<Ref<boolean>>) {
  const states = shallowRef<ReadonlyMap<number, PeerTcpStates>>(new Map())
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(mine: number): Promise<void> {
    const asked = shown()
    // Where the link or the endpoint is gone, the window says so.
    const found =
      asked.count === 0
        ? []
        : await useEngine()
            .call('endpoint.tcpStates', asked)
            .catch(() => [])
    if (mine !== turn || found === null) return
    states.value = new Map(found.map((one) => [one.peer, one]))
    timer = setTimeout(() => void read(mine), refreshMs)
  }

  function stop(): void {
    turn += 1
    clearTimeout(timer)
  }

  watch(
    lookedAt,
    (isLookedAt) => {
      stop()
      if (isLookedAt) void read(turn)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return states
}
