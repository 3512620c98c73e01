import type { DockviewApi, SerializedDockview } from 'dockview-vue'
import type { Layout } from '../../shared/workspace/workspace-file'

/** The layout of all tabs as plain JSON for the workspace. */
export function readLayout(api: DockviewApi): Layout {
  return JSON.parse(JSON.stringify(api.toJSON())) as Layout
}

/**
 * Lays the tabs out as the workspace has them. Tabs of endpoints that `exists` denies are left out. Returns false where
 * the layout cannot be used (none, or not one of ours): the dock is empty then.
 */
export function restoreLayout(
  api: DockviewApi,
  layout: Layout,
  exists: (endpoint: string) => boolean,
): boolean {
  api.clear()
  if (layout === null) return false
  try {
    api.fromJSON(layout as unknown as SerializedDockview)
  } catch {
    api.clear()
    return false
  }
  for (const panel of api.panels) {
    const endpoint: unknown = panel.params?.endpoint
    if (typeof endpoint === 'string' && !exists(endpoint)) panel.api.close()
  }
  return api.panels.length > 0
}
