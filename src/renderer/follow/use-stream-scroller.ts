import { nextTick, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { streamRowHeight, type StreamWindow } from './use-stream-window'

const pressEnds = ['pointerup', 'pointercancel'] as const
/** From here on the thumb is at its end: the last bytes are meant. */
const endShare = 0.9995

/** Ties a native scroll element to a stream: the wheel moves by pixels, the thumb to a share of the bytes. */
export function useStreamScroller(element: Ref<HTMLElement | null>, window: StreamWindow) {
  /** Where this code put the native position last; a scroll event away from it is the person's. */
  let placed = 0
  let dragging = false

  const range = (host: HTMLElement) => Math.max(1, window.spacer.value - host.clientHeight)

  function onScroll(): void {
    const host = element.value
    if (!host || window.height.value <= 0 || Math.abs(host.scrollTop - placed) < 1) return
    const moved = host.scrollTop - placed
    placed = host.scrollTop
    if (host.clientHeight !== window.height.value) return
    const share = host.scrollTop / range(host)
    // A step shorter than the window (touch, an assistive tool) moves exactly.
    if (!dragging && Math.abs(moved) < host.clientHeight && share > 0 && share < endShare) {
      window.scrollBy(moved)
    } else if (share >= endShare) window.follow(true)
    else window.scrollTo(Math.floor(share * window.frame.value.total))
  }

  function onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return
    event.preventDefault()
    const { DOM_DELTA_LINE, DOM_DELTA_PAGE } = WheelEvent
    const unit =
      event.deltaMode === DOM_DELTA_LINE
        ? streamRowHeight
        : event.deltaMode === DOM_DELTA_PAGE
          ? window.height.value
          : 1
    window.scrollBy(event.deltaY * unit)
  }

  /** A press beside the rows is on the native scrollbar: its thumb must not be moved under the pointer. */
  function onPointerDown(event: PointerEvent): void {
    const host = element.value
    dragging = host !== null && event.target === host && event.offsetX >= host.clientWidth
  }

  function endPress(): void {
    if (!dragging) return
    dragging = false
    place()
  }

  function place(): void {
    const host = element.value
    if (!host || dragging) return
    host.scrollTop = window.share.value * range(host)
    placed = host.scrollTop
  }

  watch(window.frame, () => void nextTick(place))

  const resized = new ResizeObserver(() => (window.height.value = element.value?.clientHeight ?? 0))
  onMounted(() => {
    const host = element.value!
    resized.observe(host)
    host.addEventListener('wheel', onWheel, { passive: false })
    for (const end of pressEnds) globalThis.addEventListener(end, endPress, true)
  })
  onBeforeUnmount(() => {
    resized.disconnect()
    element.value?.removeEventListener('wheel', onWheel)
    for (const end of pressEnds) globalThis.removeEventListener(end, endPress, true)
  })

  return { onScroll, onPointerDown }
}
