import { watch } from 'vue'
import type { WaitingAutomation } from '../../shared/contract/engine/workspace-calls'
import { fileNameOf } from '../../shared/payload/file-payload'
import { failureWords, language, t } from '../language/use-language'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'
import { useWorkspaceActions } from './workspace-actions'

/** A banner has room for no more. */
const mostNames = 6

/** What waits for the person's consent, by name. */
function waitingWords(waiting: WaitingAutomation): string {
  const { rules, scripts, environment, files, writtenFiles, sequences } = waiting
  const held = [
    ...rules.map(({ name, rules: count }) => t('workspace.waitingRules', { name, count })),
    ...scripts.map(({ name }) => t('workspace.waitingScript', { name })),
    ...(environment.length > 0
      ? [t('workspace.waitingEnvironment', { names: environment.slice(0, mostNames).join(', ') })]
      : []),
    ...(sequences.length > 0
      ? [t('workspace.waitingSequences', { names: sequences.slice(0, mostNames).join(', ') })]
      : []),
    ...(files.length > 0
      ? [t('workspace.waitingFiles', { names: files.slice(0, mostNames).map(fileNameOf).join(', ') })]
      : []),
    ...(writtenFiles.length > 0
      ? [
          t('workspace.waitingKeyLogs', {
            names: writtenFiles.slice(0, mostNames).map(fileNameOf).join(', '),
          }),
        ]
      : []),
  ]
  const named = held.slice(0, mostNames).join(language.value === 'en' ? ', ' : '、')
  const rest = held.length - mostNames
  const more = rest > 0 ? ` ${t('workspace.waitingMore', { count: rest })}` : ''
  return t('workspace.waiting', { held: `${named}${more}` })
}

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
    [() => JSON.stringify(workspace.current?.waiting ?? null), () => workspace.current?.id, language],
    ([, , spoken], [, , before]) => {
      const waiting = workspace.current?.waiting
      if (!waiting) return notices.unbanner('consent')
      const isShown = notices.banners.some(({ key }) => key === 'consent')
      // Closed, it stays closed: the view of the rules goes on telling it.
      if (before !== undefined && spoken !== before && !isShown) return
      notices.banner('consent', {
        tone: 'warning',
        text: waitingWords(waiting),
        action: { label: t('workspace.allow'), run: () => workspace.consent().catch(notices.failed) },
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
