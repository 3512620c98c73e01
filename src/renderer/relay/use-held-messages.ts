import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { HeldMessage } from '../../shared/contract/engine/relay-calls'
import type { FaultDirection } from '../../shared/faults/fault-plan'
import type { Payload } from '../../shared/payload/payload'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'

/** So many held messages are listed; the others follow as these go. */
const listed = 200

/** Which messages are held. */
export type Holding = 'off' | FaultDirection | 'both'

const directionsOf: Readonly<Record<Holding, readonly FaultDirection[]>> = {
  off: [],
  in: ['in'],
  out: ['out'],
  both: ['in', 'out'],
}

/** The messages that a relay holds, and what a person does with them. */
export function useHeldMessages(endpoint: Readonly<Ref<string>>) {
  const endpoints = useEndpoints()
  const notices = useNotices()
  const engine = useEngine()
  const rows = shallowRef<readonly HeldMessage[]>([])
  const total = ref(0)
  const status = computed(() => endpoints.status(endpoint.value)?.intercept ?? null)
  const holding = computed<Holding>({
    get: () => {
      const directions = status.value?.directions ?? []
      return directions.length === 2 ? 'both' : (directions[0] ?? 'off')
    },
    set: (wanted) =>
      void run(() =>
        engine.call('relay.intercept', { endpoint: endpoint.value, directions: [...directionsOf[wanted]] }),
      ),
  })

  async function run(action: () => Promise<unknown>): Promise<void> {
    await action().catch(notices.failed)
  }

  async function load(): Promise<void> {
    if (!status.value) {
      rows.value = []
      total.value = 0
      return
    }
    const page = await engine.call('relay.held', { endpoint: endpoint.value, from: 0, count: listed })
    rows.value = page.rows
    total.value = page.total
  }

  watch(
    () => [endpoint.value, status.value?.revision],
    () => void run(load),
    { immediate: true },
  )

  const release = (held: number[] | 'all') =>
    run(() => engine.call('relay.release', { endpoint: endpoint.value, held }))
  const drop = (held: number[]) => run(() => engine.call('relay.drop', { endpoint: endpoint.value, held }))
  const bytesOf = (held: number) => engine.call('relay.heldBytes', { endpoint: endpoint.value, held })
  const edit = (held: number, payload: Payload) =>
    engine.call('relay.edit', { endpoint: endpoint.value, held, payload })

  return { rows, total, status, holding, release, drop, bytesOf, edit }
}
