import { nextTick, watch } from 'vue'
import { useOpenComposers } from '../composer/open-composers'
import { useDialogs } from '../stores/dialogs'
import { useTabs } from '../stores/tabs'

/** Elements that `F6` goes to, from the sidebar to the composer, say so with this attribute. */
const stops = '[data-focus-stop]'

/** Moves the focus to the next or previous place to work at, round in a circle. */
export function stepFocus(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(stops)].filter((stop) => stop.checkVisibility())
  if (all.length === 0) return
  const here = document.activeElement ?? document.body
  const at = all.findIndex((stop) => stop.contains(here))
  const before = all.filter((stop) => isBefore(stop, here)).length
  const next = at >= 0 ? at + by : by > 0 ? before : before - 1
  all.at(next % all.length)!.focus()
}

function isBefore(stop: HTMLElement, here: Element): boolean {
  return (stop.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
}

/**
 * A dialog may leave another tab in front, and what has the focus may go with a dialog or a tab: then the person goes on at
 * the composer of the tab in front. The answer is to be called where a tab may have taken the focus with it.
 */
export function useFocusKeeper(): () => void {
  const dialogs = useDialogs()
  const composers = useOpenComposers()
  const tabs = useTabs()
  let front: string | null = null

  async function keep(): Promise<void> {
    const lost = () => document.activeElement === document.body
    const isOther = front !== tabs.active
    await nextTick()
    // A dialog gives the focus back in a task of its own.
    setTimeout(() => {
      if (isOther || lost()) composers.active?.focus()
    })
  }

  watch(
    () => dialogs.open,
    (open, before) => {
      if (open && !before) front = tabs.active
      else if (!open) void keep()
    },
    { flush: 'post' },
  )
  return () => {
    front = tabs.active
    void keep()
  }
}
