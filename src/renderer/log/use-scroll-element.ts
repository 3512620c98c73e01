import { computed, nextTick, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { afterNativeScroll, positionToNative, spacerHeight, type ScrollExtent } from './scroll-geometry'
import type { RowWindow } from './use-row-window'

/** With what a press is over; heard before anything on the way can keep it. */
const pressEnds = ['pointerup', 'pointercancel'] as const

/** Pixels of a wheel step by its unit: pixels, lines, pages. */
function wheelPixels(event: WheelEvent, { height, rowHeight }: ScrollExtent): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * rowHeight
  if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) return event.deltaY * height
  return event.deltaY
}

/**
 * Ties a native scroll element to a row window. The wheel moves by exact pixels; the native thumb moves scaled, so that
 * any number of rows fits under the height that the browser allows. `width` follows the element's room inside its
 * padding, px, and is known before the first rows are asked for.
 */
export function useScrollElement<R>(
  element: Ref<HTMLElement | null>,
  rows: RowWindow<R>,
  width?: Ref<number>,
) {
  /** Where this code put the native position last; a scroll event away from it is the person's. */
  let placed = 0
  let dragging = false

  function onScroll(): void {
    const host = element.value
    // A hidden tab loses its native position; that is no wish of the person's.
    if (!host || rows.height.value <= 0 || Math.abs(host.scrollTop - placed) < 1) return
    const { position, extent } = rows.frame.value
    const before = placed
    placed = host.scrollTop
    // A new size of the element moves it too; the frame for that size is on its way.
    if (host.clientHeight !== extent.height) return
    rows.scrollTo(afterNativeScroll(position, before, placed, extent))
  }

  function onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return
    event.preventDefault()
    rows.scrollBy(wheelPixels(event, rows.frame.value.extent))
  }

  /**
   * A press beside the rows is on the native scrollbar: its thumb must not be moved under the pointer. Nor must a row be
   * that is pressed.
   */
  function onPointerDown(event: PointerEvent): void {
    const host = element.value
    if (!host) return
    dragging = event.target === host && event.offsetX >= host.clientWidth
    rows.holdStill(!dragging)
  }

  function endPress(): void {
    rows.holdStill(false)
    if (!dragging) return
    dragging = false
    place()
  }

  function place(): void {
    const host = element.value
    if (!host || dragging) return
    const { position, extent } = rows.frame.value
    host.scrollTop = positionToNative(position, extent)
    placed = host.scrollTop
  }

  watch(rows.frame, () => void nextTick(place))

  const resized = new ResizeObserver(([change]) => {
    const shownAgain = rows.height.value <= 0
    if (width && change) width.value = change.contentRect.width
    rows.height.value = element.value?.clientHeight ?? 0
    if (shownAgain) place()
  })
  onMounted(() => {
    const host = element.value!
    resized.observe(host)
    host.addEventListener('wheel', onWheel, { passive: false })
    for (const end of pressEnds) window.addEventListener(end, endPress, true)
    // A window that loses the focus may never hear of the release.
    window.addEventListener('blur', endPress)
  })
  onBeforeUnmount(() => {
    resized.disconnect()
    element.value?.removeEventListener('wheel', onWheel)
    for (const end of pressEnds) window.removeEventListener(end, endPress, true)
    window.removeEventListener('blur', endPress)
    rows.holdStill(false)
  })

  return {
    onScroll,
    onPointerDown,
    spacer: computed(() => spacerHeight(rows.frame.value.extent)),
  }
}
