import { createGlobalState } from '@vueuse/core'
import { readonly, ref, type Ref } from 'vue'

/** A single character would hide how much the rounding of its width matters. */
const counted = 100

/**
 * Width of a character of a dump, px: it depends on the font that is there and on whether the system places characters
 * on whole pixels, so it is measured, and again when the font has come.
 */
export const useCharacterWidth: () => Readonly<Ref<number>> = createGlobalState(() => {
  const probe = document.createElement('div')
  probe.setAttribute('aria-hidden', 'true')
  probe.style.cssText = `position: absolute; visibility: hidden; width: ${counted}ch; font: 11px var(--mono)`
  document.body.append(probe)
  const width = ref(probe.getBoundingClientRect().width / counted)
  new ResizeObserver(() => (width.value = probe.getBoundingClientRect().width / counted)).observe(probe)
  return readonly(width)
})
