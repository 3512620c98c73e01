import { useEventListener } from '@vueuse/core'
import { matchesKeys } from '../controls/key-names'
import { useDialogs } from '../stores/dialogs'
import { useNotices } from '../stores/notices'
import { usePayloadActions } from '../payloads/payload-actions'
import { useTabs } from '../stores/tabs'
import { useCommands } from './commands'
import { stepFocus, useFocusKeeper } from './focus-stops'

/** Keys of the tabs. The browser keeps Ctrl+W and Ctrl+Tab for itself, so these work in both hosts. */
export const tabKeys = { next: 'Alt+PageDown', previous: 'Alt+PageUp', close: 'Alt+W' } as const
/** Keys that go from one place to work at to another. */
export const stopKeys = { next: 'F6', previous: 'Shift+F6' } as const

/** Does the person type into something that has an undo and letters of its own? */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null
  return target?.closest('input, textarea, [contenteditable="true"]') != null
}

/** Listens to the keys of the whole window as long as the component that calls it lives. */
export function useShortcuts(): void {
  const dialogs = useDialogs()
  const notices = useNotices()
  const tabs = useTabs()
  const { fixed } = useCommands()
  const payloads = usePayloadActions()
  const keepFocus = useFocusKeeper()
  /** When something was typed last. */
  let typedAt = 0

  function take(event: KeyboardEvent, run: () => void): void {
    event.preventDefault()
    run()
  }

  function changeTab(event: KeyboardEvent, change: () => void): void {
    take(event, change)
    keepFocus()
  }

  function inDialogToo(event: KeyboardEvent): boolean {
    if (matchesKeys(event, 'Mod+K')) {
      if (dialogs.open?.is !== 'quit') take(event, () => dialogs.show({ is: 'palette' }))
      return true
    }
    return false
  }

  /**
   * Takes back what a notice offers, unless the person has typed since: a field takes that back itself. Comes before the
   * field, as a tab that comes to the front has the focus in its composer.
   */
  function takeBack(event: KeyboardEvent): void {
    const undoable = notices.undoable()
    if (!undoable || !matchesKeys(event, 'Mod+Z')) return
    if (isTyping(event) && typedAt > undoable.since) return
    event.stopPropagation()
    take(event, () => void notices.act(undoable))
  }

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || inDialogToo(event) || dialogs.open) return
    if (matchesKeys(event, tabKeys.next)) return changeTab(event, () => tabs.step(1))
    if (matchesKeys(event, tabKeys.previous)) return changeTab(event, () => tabs.step(-1))
    if (matchesKeys(event, stopKeys.next)) return take(event, () => stepFocus(1))
    if (matchesKeys(event, stopKeys.previous)) return take(event, () => stepFocus(-1))
    if (matchesKeys(event, tabKeys.close)) return changeTab(event, () => tabs.closeActive())
    const saved = payloads.all.value.find(({ keys }) => keys !== null && matchesKeys(event, keys))
    if (saved) return take(event, () => void payloads.send(saved))
    const command = fixed.value.find(({ keys }) => keys !== undefined && matchesKeys(event, keys))
    if (!command || (command.keys === '?' && isTyping(event))) return
    take(event, command.run)
  }

  useEventListener(window, 'input', () => (typedAt = performance.now()), { capture: true })
  useEventListener(window, 'keydown', takeBack, { capture: true })
  useEventListener(window, 'keydown', pressed)
}
