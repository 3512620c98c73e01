import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { TcpFacts } from '../../shared/contract/engine/tcp-facts-calls'
import type { ConnectionEnds } from '../../shared/endpoints/tcp-connections'
import type { EngineCaller } from '../link/link'

/** The system is asked this often while somebody looks, ms. */
const refreshMs = 1_000

/** What the system knows of a connection now, kept up to date while it is `lookedAt`; null while nothing is known. */
export function useTcpFacts(
  engine: EngineCaller,
  ends: Ref<ConnectionEnds | null>,
  lookedAt: Readonly<Ref<boolean>>,
) {
  const facts = shallowRef<TcpFacts | null>(null)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(mine: number): Promise<void> {
    if (ends.value === null || !lookedAt.value) return
    const { local, remote } = ends.value
    // Where the link is gone, the window says so.
    const found = await engine.call('network.tcpFacts', { local, remote }).catch(() => null)
    if (mine !== turn) return
    facts.value = found
    timer = setTimeout(() => void read(mine), refreshMs)
  }

  function begin(): void {
    clearTimeout(timer)
    turn += 1
    void read(turn)
  }

  watch(ends, () => {
    facts.value = null
    begin()
  })
  watch(lookedAt, begin, { immediate: true })
  onScopeDispose(() => {
    turn += 1
    clearTimeout(timer)
  })
  return facts
}
