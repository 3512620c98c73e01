import type { CaptureSummary } from '../../shared/contract/engine/capture-calls'
import type { MenuEntry } from '../controls/menu-entry'
import { t } from '../language/use-language'
import { useEngine } from '../link/link'
import { useCaptures } from '../stores/captures'
import { useDialogs } from '../stores/dialogs'
import { useNotices } from '../stores/notices'
import { tabId, useTabs } from '../stores/tabs'

/** What can be done with a capture of the list. */
export function useCaptureActions() {
  const engine = useEngine()
  const captures = useCaptures()
  const dialogs = useDialogs()
  const notices = useNotices()
  const tabs = useTabs()

  function show(capture: string): void {
    tabs.open({ component: 'capture', capture })
  }

  function askRename({ capture, name, live }: CaptureSummary): void {
    if (!live) dialogs.show({ is: 'rename-capture', capture, name })
  }

  function askDelete({ capture, name, bytes, live }: CaptureSummary): void {
    if (!live) dialogs.show({ is: 'delete-capture', capture, name, bytes })
  }

  /** Deletes; the notice offers the way back, tab included. */
  async function remove(capture: string, name: string): Promise<void> {
    const tab = tabId({ component: 'capture', capture })
    const wasOpen = tabs.dock?.getPanel(tab) !== undefined
    try {
      tabs.close(tab)
      await engine.call('capture.delete', { capture })
      await captures.load()
    } catch (thrown) {
      if (wasOpen) show(capture)
      return notices.failed(thrown)
    }
    notices.toast({
      text: t('library.deleted', { name }),
      action: { label: t('library.undo'), undo: true, run: () => restore(capture, wasOpen) },
    })
  }

  async function restore(capture: string, openTab: boolean): Promise<void> {
    await engine.call('capture.restore', { capture })
    await captures.load()
    if (openTab) show(capture)
  }

  function menu(summary: CaptureSummary): readonly MenuEntry[] {
    const { capture, live } = summary
    return [
      { label: t('library.show'), run: () => show(capture) },
      { label: t('library.rename'), keys: 'F2', disabled: live, run: () => askRename(summary) },
      'separator',
      {
        label: t('library.delete'),
        keys: 'Delete',
        danger: true,
        disabled: live,
        run: () => askDelete(summary),
      },
    ]
  }

  return { show, askRename, askDelete, remove, menu }
}
