import { defineStore } from 'pinia'
import type { AddPanelPositionOptions, DockviewApi } from 'dockview-vue'
import { shallowRef } from 'vue'

/** What a tab shows; `component` is the name under which TabArea knows it. */
export type TabContent =
  | { readonly component: 'start' }
  | { readonly component: 'load' }
  | { readonly component: 'network' }
  | { readonly component: 'endpoint'; readonly endpoint: string }
  | { readonly component: 'capture'; readonly capture: string }

/** One tab per thing: its identity within the layout. */
export function tabId(content: TabContent): string {
  switch (content.component) {
    case 'start':
    case 'load':
    case 'network':
      return content.component
    case 'endpoint':
      return `endpoint:${content.endpoint}`
    case 'capture':
      return `capture:${content.capture}`
  }
}

/** Opens, shows and closes tabs, wherever they are docked. */
export const useTabs = defineStore('tabs', () => {
  const dock = shallowRef<DockviewApi | null>(null)
  const active = shallowRef<string | null>(null)

  function attach(api: DockviewApi | null): void {
    dock.value = api
  }

  /** Shows the tab of `content`, opening it where there is none: beside the active one, or at `position`. */
  function open(content: TabContent, position?: AddPanelPositionOptions): void {
    const api = dock.value
    if (!api) return
    const id = tabId(content)
    const shown = api.getPanel(id)
    if (shown) return shown.api.setActive()
    const { component, ...params } = content
    api.addPanel({ id, component, params, ...(position ? { position } : {}) })
  }

  /** Shows two endpoints side by side, the second one active: in another group where there is one, else in a new one. */
  function openPair(first: string, second: string): void {
    open({ component: 'endpoint', endpoint: first })
    const firstTab = dock.value?.getPanel(tabId({ component: 'endpoint', endpoint: first }))
    if (!firstTab) return
    const otherGroup = dock.value?.groups.find((group) => group !== firstTab.group)
    open(
      { component: 'endpoint', endpoint: second },
      otherGroup ? { referenceGroup: otherGroup } : { referencePanel: firstTab, direction: 'right' },
    )
  }

  function close(id: string): void {
    dock.value?.getPanel(id)?.api.close()
  }

  function closeActive(): void {
    dock.value?.activePanel?.api.close()
  }

  /** Shows the tab `steps` further in the order of all tabs, round and round. */
  function step(steps: number): void {
    const panels = dock.value?.panels ?? []
    const at = panels.findIndex(({ id }) => id === active.value)
    panels.at((at + steps + panels.length) % panels.length)?.api.setActive()
  }

  return { dock, active, attach, open, openPair, close, closeActive, step }
})
