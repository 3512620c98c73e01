import type { DockviewApi, DockviewPanelApi } from 'dockview-vue'

/** What the dock hands to a component it shows in a tab. */
export interface TabPanelProps<P = Record<string, never>> {
  readonly params: P
  readonly api: DockviewPanelApi
  readonly containerApi: DockviewApi
}
