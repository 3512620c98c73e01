import { useDocumentVisibility, useElementVisibility } from '@vueuse/core'
import { computed, type Ref } from 'vue'

/** Is an element in sight, in a window that is? What costs something to keep up to date waits until it is. */
export function useLookedAt(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const shown = useElementVisibility(element)
  const visibility = useDocumentVisibility()
  return computed(() => shown.value && visibility.value === 'visible')
}
