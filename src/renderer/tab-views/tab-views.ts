import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { TabView } from './tab-view'

/** Which of its views the tab of each endpoint shows: the log until another one is chosen. */
export const useTabViews = defineStore('tab-views', () => {
  const views = shallowReactive(new Map<string, TabView>())

  function of(endpoint: string): TabView {
    return views.get(endpoint) ?? 'log'
  }

  function show(endpoint: string, view: TabView): void {
    views.set(endpoint, view)
  }

  return { of, show }
})
