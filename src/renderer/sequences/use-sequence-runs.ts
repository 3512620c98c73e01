import { computed, shallowRef, watch, type Ref } from 'vue'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { SequenceStatus } from '../../shared/contract/engine/run-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { SequenceId } from '../../shared/sequences/sequence'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'
import { useRuns } from '../stores/runs'

/** So many runs of an endpoint are looked through for those of one sequence. */
const most = 200

/** The runs of one sequence on one endpoint, the newest first, up to date; and beginning and stopping them. */
export function useSequenceRuns(endpoint: Ref<string>, sequence: Ref<SequenceId | null>) {
  const engine = useEngine()
  const runs = useRuns()
  const list = shallowRef<readonly SequenceStatus[]>([])
  const failure = shallowRef<Failure | null>(null)
  /** The run whose steps are shown; the newest unless the person chose another. */
  const followed = shallowRef<number | null>(null)
  let asking = false
  let askAgain = false

  async function load(): Promise<void> {
    askAgain = asking
    if (asking) return
    asking = true
    try {
      const { rows } = await engine.call('runs.list', { from: 0, count: most, endpoint: endpoint.value })
      const own = rows.filter((row) => row.kind === 'sequence')
      list.value = own.filter((row) => row.sequence === sequence.value).sort((a, b) => b.run - a.run)
    } catch (thrown) {
      useNotices().failed(thrown)
    } finally {
      asking = false
    }
    if (askAgain) void load()
  }
  watch([endpoint, sequence], () => {
    list.value = []
    failure.value = null
    followed.value = null
  })
  watch([endpoint, sequence, () => runs.revision], () => void load(), { immediate: true })

  const shown = computed(() => list.value.find(({ run }) => run === followed.value) ?? list.value[0] ?? null)
  const running = computed(() => list.value.filter(({ end }) => end === null))

  async function start(target: Target): Promise<void> {
    failure.value = null
    followed.value = null
    if (sequence.value === null) return
    try {
      await engine.call('sequence.start', { endpoint: endpoint.value, sequence: sequence.value, target })
    } catch (thrown) {
      failure.value = toFailure(thrown)
    }
  }

  async function stop(): Promise<void> {
    await Promise.all(running.value.map(({ run }) => runs.stop(run)))
  }

  return { list, shown, running, failure, followed, start, stop }
}

export type SequenceRuns = ReturnType<typeof useSequenceRuns>
