import { useEngine, useHost } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { useTabs } from '../stores/tabs'

/**
 * Opens captures from anywhere and imports packet files: chosen in the system's dialog where the host has one, else by
 * their path in a dialog of the window.
 */
export function useCaptureOpening() {
  const dialogs = useDialogs()
  const facts = useHostFacts()
  const notices = useNotices()
  const tabs = useTabs()

  async function choose(purpose: 'open-capture' | 'open-packets'): Promise<string | null> {
    const chosen = await useHost().call('host.chooseFile', { purpose, suggestedName: '' })
    return chosen?.path ?? null
  }

  /** Opens the capture in the folder `path`. Rejects where it is none. */
  async function openAt(path: string): Promise<void> {
    const { capture } = await useEngine().call('capture.summary', { capture: path })
    tabs.open({ component: 'capture', capture })
  }

  async function open(): Promise<void> {
    if (!facts.host?.fileDialogs) return dialogs.show({ is: 'capture-path', purpose: 'open' })
    try {
      const path = await choose('open-capture')
      if (path !== null) await openAt(path)
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  async function importPackets(): Promise<void> {
    if (!facts.host?.fileDialogs) return dialogs.show({ is: 'capture-path', purpose: 'import' })
    try {
      const path = await choose('open-packets')
      if (path !== null) dialogs.show({ is: 'import', path })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  return { open, openAt, importPackets }
}
