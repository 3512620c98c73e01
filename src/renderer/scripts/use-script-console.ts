import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { ScriptLine, ScriptState } from '../../shared/scripts/script-status'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'

/** So many lines are kept; the engine keeps as many. */
const keptLines = 500

/** What the script of an endpoint is doing, and its console, as they change. */
export function useScriptConsole(endpoint: Readonly<Ref<string>>) {
  const notices = useNotices()
  const state = shallowRef<ScriptState>({ is: 'none' })
  const lines = shallowRef<readonly ScriptLine[]>([])
  const isCleared = ref(false)
  let last = 0
  let asking: Promise<void> = Promise.resolve()

  async function look(of: string): Promise<void> {
    const found = await useEngine().call('script.console', { endpoint: of, after: last })
    if (of !== endpoint.value) return
    state.value = found.state
    if (found.lines.length === 0) return
    last = found.lines.at(-1)!.number
    lines.value = [...lines.value, ...found.lines].slice(-keptLines)
  }

  /** One question after the other, so that no line comes twice. */
  function ask(): void {
    const of = endpoint.value
    asking = asking.then(() => look(of)).catch(notices.failed)
  }

  async function clear(): Promise<void> {
    lines.value = []
    isCleared.value = true
    await useEngine().call('script.clearConsole', { endpoint: endpoint.value }).catch(notices.failed)
  }

  const stop = useEngine().on('script.changed', ({ endpoints }) => {
    if (endpoints.includes(endpoint.value)) ask()
  })
  onScopeDispose(stop)
  watch(
    endpoint,
    () => {
      last = 0
      lines.value = []
      isCleared.value = false
      ask()
    },
    { immediate: true },
  )

  return { state, lines, isCleared, clear }
}
