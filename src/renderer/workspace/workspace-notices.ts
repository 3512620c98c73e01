import { watch } from 'vue'
import { failureWords, language, t } from '../language/use-language'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'
import { useWorkspaceActions } from './workspace-actions'

/** Keeps the banners true that tell what is wrong with the workspace, in the language of the window. */
export function useWorkspaceNotices(): void {
  const workspace = useWorkspace()
  const notices = useNotices()
  const actions = useWorkspaceActions()
  const saveElsewhere = () => ({ label: t('workspace.saveElsewhere'), run: () => actions.saveAs() })

  watch(
    [() => workspace.current?.heldBy, language],
    ([heldBy]) => {
      if (!heldBy) return notices.unbanner('read-only')
      notices.banner('read-only', {
        tone: 'warning',
        text: t('workspace.readOnly', { pid: heldBy.pid }),
        action: saveElsewhere(),
      })
    },
    { immediate: true },
  )

  watch(
    [() => workspace.current?.notice, language],
    ([notice]) => {
      if (!notice) return notices.unbanner('workspace')
      notices.banner('workspace', { tone: 'error', text: failureWords(notice) })
    },
    { immediate: true },
  )
}
