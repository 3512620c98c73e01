import { useLocalStorage } from '@vueuse/core'

/** All steps equally far apart, or as far as they happened. */
export type TimelineLayout = 'steps' | 'scale'

/** How a person likes timelines, kept over restarts of the window; the same for all tabs. */
export function useTimelineLook() {
  return {
    layout: useLocalStorage<TimelineLayout>('sockwright.timeline.layout', 'steps'),
    explained: useLocalStorage('sockwright.timeline.explained', true),
  }
}
