import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RecentWorkspace, WorkspaceState } from '../../shared/contract/engine/workspace-calls'
import type { Layout } from '../../shared/workspace/workspace-file'
import { useEngine } from '../link/link'
import { useEndpoints } from './endpoints'

/** The workspace that is open: where it is, who holds it, and its endpoints (kept in their own store). */
export const useWorkspace = defineStore('workspace', () => {
  const current = shallowRef<WorkspaceState | null>(null)
  const recent = shallowRef<readonly RecentWorkspace[]>([])
  /** Rises when another file was opened, so that the tabs are laid out anew. */
  const opened = shallowRef(0)
  const readOnly = computed(() => current.value?.heldBy != null)

  function take(state: WorkspaceState): void {
    const another = current.value?.path !== state.path
    current.value = state
    useEndpoints().takeConfigs(state.endpoints)
    if (another) opened.value += 1
  }

  async function loadRecent(): Promise<void> {
    recent.value = await useEngine().call('workspace.recent', {})
  }

  async function open(path: string, create: boolean): Promise<void> {
    take(await useEngine().call('workspace.open', { path, create }))
    await loadRecent()
  }

  async function saveAs(path: string, overwrite: boolean): Promise<void> {
    take(await useEngine().call('workspace.saveAs', { path, overwrite }))
    await loadRecent()
  }

  /** Lets the rules of the open workspace act and its payloads read the environment. */
  async function consent(): Promise<void> {
    const workspace = current.value?.id
    if (workspace !== undefined) take(await useEngine().call('workspace.consent', { workspace }))
  }

  async function setLayout(layout: Layout): Promise<void> {
    if (!readOnly.value) await useEngine().call('workspace.setLayout', { layout })
  }

  /** Loads the workspace and follows it; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('workspace.changed', ({ workspace }) => take(workspace))
    take(await useEngine().call('workspace.current', {}))
    await loadRecent()
    return stop
  }

  return { current, recent, opened, readOnly, open, saveAs, consent, setLayout, loadRecent, follow }
})
