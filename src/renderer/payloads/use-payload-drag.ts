import { ref, shallowRef } from 'vue'
import type { PayloadPlace } from './payload-groups'

/** So that nothing else takes what is dragged here for its own. */
const dragType = 'application/x-sockwright-payload'

/** Where a payload that is dragged would be put now. */
export interface PayloadDrop {
  readonly over: string
  readonly behind: boolean
}

/** Dragging payloads to another place of their list; `placeOf` tells which one a drop means. */
export function usePayloadDrag(
  placeOf: (drop: PayloadDrop) => PayloadPlace | null,
  move: (id: string, place: PayloadPlace) => void,
) {
  const dragged = ref<string | null>(null)
  const drop = shallowRef<PayloadDrop | null>(null)

  function start(event: DragEvent, id: string): void {
    if (!event.dataTransfer) return
    event.dataTransfer.setData(dragType, id)
    event.dataTransfer.effectAllowed = 'move'
    dragged.value = id
  }

  function over(event: DragEvent, id: string): void {
    if (dragged.value === null || !event.dataTransfer) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    const { top, height } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    drop.value = { over: id, behind: event.clientY > top + height / 2 }
  }

  /** Over the heading of a folder: the payload becomes its last one. */
  function overFolder(event: DragEvent): void {
    if (dragged.value === null) return
    event.preventDefault()
    drop.value = null
  }

  function end(): void {
    dragged.value = null
    drop.value = null
  }

  function dropped(event: DragEvent, folder: string | null = null): void {
    const id = dragged.value
    if (id === null) return
    event.preventDefault()
    const place = folder === null ? drop.value && placeOf(drop.value) : { folder, before: null }
    end()
    if (place && place.before !== id) move(id, place)
  }

  return { drop, start, over, overFolder, dropped, end }
}
