import { toFailure } from '../../shared/contract/errors'
import { t } from '../language/use-language'
import { useHost } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'

/** What names of workspace files end with. */
export const workspaceFileEnding = '.sockwright.json'

/**
 * New, open and save as: through the system's file dialog where the host has one, else through a dialog of the window
 * that lists the files of the host's folder.
 */
export function useWorkspaceActions() {
  const host = useHost()
  const facts = useHostFacts()
  const dialogs = useDialogs()
  const endpoints = useEndpoints()
  const workspace = useWorkspace()
  const notices = useNotices()

  async function choose(
    purpose: 'new' | 'open' | 'save',
    act: (path: string) => Promise<void>,
  ): Promise<void> {
    if (!facts.host?.fileDialogs) return dialogs.show({ is: 'workspace', purpose })
    try {
      const chosen = await host.call('host.chooseFile', {
        purpose: purpose === 'open' ? 'open-workspace' : 'save-workspace',
        suggestedName: `${workspace.current?.name ?? 'workspace'}${workspaceFileEnding}`,
      })
      if (chosen) await act(chosen.path)
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  async function saveTo(path: string): Promise<void> {
    // The system's dialog has asked already whether to replace a file that is there.
    await workspace.saveAs(path, true)
    notices.toast({ tone: 'good', text: t('workspace.saved', { name: workspace.current?.name ?? path }) })
  }

  /** Opens a workspace, which stops the endpoints of this one: asks first where any has open sockets. */
  async function switchTo(path: string, create: boolean): Promise<void> {
    if (path === workspace.current?.path && !workspace.readOnly) return
    if (endpoints.running.length > 0) return dialogs.show({ is: 'switch-workspace', path, create })
    await openNow(path, create)
  }

  async function openNow(path: string, create: boolean): Promise<void> {
    try {
      await workspace.open(path, create)
    } catch (thrown) {
      notices.failed(thrown)
      if (toFailure(thrown).code === 'E_WORKSPACE_UNKNOWN') await workspace.loadRecent()
    }
  }

  return {
    create: () => choose('new', (path) => switchTo(path, true)),
    open: () => choose('open', (path) => switchTo(path, false)),
    saveAs: () => choose('save', saveTo),
    switchTo,
    openNow,
  }
}
