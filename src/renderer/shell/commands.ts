import { computed } from 'vue'
import { endpointKinds, endpointKindTexts } from '../../shared/endpoints/endpoint-kind'
import { language, local, t } from '../language/use-language'
import { useHost } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useRuns } from '../stores/runs'
import { useSettings } from '../stores/settings'
import { useTabs } from '../stores/tabs'
import { useWorkspaceActions } from '../workspace/workspace-actions'
import { useCaptureOpening } from '../library/capture-opening'
import { useEndpointActions } from './endpoint-actions'

/** Something the window can do, by name and, where it has one, by key. */
export interface Command {
  readonly label: string
  readonly keys?: string
  readonly run: () => void
}

/** Every command of the window, in the language it speaks. */
export function useCommands() {
  const dialogs = useDialogs()
  const endpoints = useEndpoints()
  const runs = useRuns()
  const settings = useSettings()
  const notices = useNotices()
  const tabs = useTabs()
  const actions = useEndpointActions()
  const workspaces = useWorkspaceActions()
  const captures = useCaptureOpening()
  const host = useHost()

  const set = (changed: Parameters<typeof settings.set>[0]) =>
    void settings.set(changed).catch(notices.failed)

  function quit(): void {
    if (endpoints.running.length > 0) dialogs.show({ is: 'quit', running: endpoints.running.length })
    else host.call('host.quit', {}).catch(notices.failed)
  }

  const fixed = computed<readonly Command[]>(() => [
    ...endpointKinds.map((kind, index) => ({
      label: t('shell.command.newKind', { kind: local(endpointKindTexts[kind].name) }),
      keys: `Mod+${index + 1}`,
      run: () => dialogs.show({ is: 'new-endpoint', kind }),
    })),
    { label: t('shell.command.startAll'), run: () => void actions.startAll() },
    { label: t('shell.command.stopAll'), run: () => void actions.stopAll() },
    { label: t('runs.stopAll'), run: () => void runs.stopAll() },
    { label: t('load.open'), run: () => tabs.open({ component: 'load' }) },
    { label: t('shell.command.startPage'), run: () => tabs.open({ component: 'start' }) },
    { label: t('network.open'), run: () => tabs.open({ component: 'network' }) },
    { label: t('shell.command.newWorkspace'), run: () => void workspaces.create() },
    { label: t('shell.command.openWorkspace'), keys: 'Mod+O', run: () => void workspaces.open() },
    { label: t('shell.command.saveAs'), keys: 'Mod+Shift+S', run: () => void workspaces.saveAs() },
    { label: t('library.openCapture'), run: () => void captures.open() },
    { label: t('library.import'), run: () => void captures.importPackets() },
    { label: t('library.retention'), run: () => dialogs.show({ is: 'retention' }) },
    {
      label: t('shell.command.theme'),
      run: () => set({ theme: settings.theme === 'dark' ? 'light' : 'dark' }),
    },
    { label: t('shell.command.systemTheme'), run: () => set({ theme: 'system' }) },
    {
      label: t('shell.command.language'),
      run: () => set({ language: language.value === 'en' ? 'zh-CN' : 'en' }),
    },
    { label: t('shell.command.shortcuts'), keys: '?', run: () => dialogs.show({ is: 'shortcuts' }) },
    { label: t('shell.command.quit'), run: quit },
  ])

  const ofEndpoints = computed<readonly Command[]>(() =>
    endpoints.configs.flatMap(({ id, name }) => [
      endpoints.isRunningNow(id)
        ? { label: t('shell.command.stopOne', { name }), run: () => void actions.stop(id) }
        : { label: t('shell.command.startOne', { name }), run: () => void actions.start(id) },
      { label: t('shell.command.editOne', { name }), run: () => actions.edit(id) },
    ]),
  )
  return { fixed, ofEndpoints }
}
