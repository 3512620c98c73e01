import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { RunStatus } from '../../shared/contract/engine/run-calls'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'
import { useRuns } from '../stores/runs'

/** px of one row. */
export const rowHeight = 52
/** Rows that are kept ready beyond those that are seen. */
const margin = 8

/** The rows of the list of runs that are seen, up to date while it is `open`. A thousand runs are one call of twenty. */
export function useRunRows(open: Ref<boolean>) {
  const runs = useRuns()
  const top = ref(0)
  const height = ref(0)
  const page = shallowRef<{ readonly from: number; readonly rows: readonly RunStatus[] }>({
    from: 0,
    rows: [],
  })
  let asking = false
  let askAgain = false

  const from = computed(() => Math.max(0, Math.floor(top.value / rowHeight) - margin))
  const count = computed(() => Math.ceil(height.value / rowHeight) + 2 * margin)

  /** One call at a time; what changed meanwhile is asked for afterwards. */
  async function load(): Promise<void> {
    askAgain = asking
    if (asking || !open.value) return
    asking = true
    try {
      const wanted = { from: from.value, count: count.value }
      const { rows, totals } = await useEngine().call('runs.list', wanted)
      page.value = { from: wanted.from, rows }
      runs.totals = totals
    } catch (thrown) {
      useNotices().failed(thrown)
    } finally {
      asking = false
    }
    if (askAgain) void load()
  }
  watch([open, from, count, () => runs.revision], () => void load())

  return { top, height, page }
}
