import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import type { MenuEntry } from '../controls/menu-entry'
import { failureWords, t } from '../language/use-language'
import { useEngine } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { tabId, useTabs } from '../stores/tabs'

/** What can be done with an endpoint from anywhere in the window. A failure becomes a notice with its way out. */
export function useEndpointActions() {
  const engine = useEngine()
  const endpoints = useEndpoints()
  const notices = useNotices()
  const dialogs = useDialogs()
  const tabs = useTabs()

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** The tab of an endpoint says itself why it could not start, where it is in sight. */
  function saysItself(endpoint: string): boolean {
    const tab = tabs.dock?.getPanel(tabId({ component: 'endpoint', endpoint }))
    return tab?.api.isVisible === true && endpoints.status(endpoint)?.state.is === 'failed'
  }

  function startFailed(endpoint: string, thrown: unknown): void {
    const name = endpoints.config(endpoint)?.name ?? ''
    notices.toast({
      tone: 'error',
      text: `${name}: ${failureWords(thrown)}`,
      action: { label: t('shell.endpoint.edit'), run: () => edit(endpoint) },
    })
  }

  async function start(endpoint: string): Promise<void> {
    try {
      await endpoints.start(endpoint)
    } catch (thrown) {
      if (!saysItself(endpoint)) startFailed(endpoint, thrown)
    }
  }

  const stop = (endpoint: string) =>
    attempt(async () => endpoints.takeStatuses([await engine.call('endpoint.stop', { endpoint })]))

  const duplicate = (endpoint: string) =>
    attempt(async () => {
      const copy = await engine.call('endpoint.duplicate', { endpoint })
      endpoints.takeConfig(copy)
      tabs.open({ component: 'endpoint', endpoint: copy.id })
    })

  /** Deletes at once; the notice offers the way back, tab included. */
  const remove = ({ id, name }: EndpointConfig) =>
    attempt(async () => {
      const tab = tabId({ component: 'endpoint', endpoint: id })
      const wasOpen = tabs.dock?.getPanel(tab) !== undefined
      await engine.call('endpoint.delete', { endpoint: id })
      endpoints.takeConfigs(endpoints.configs.filter((one) => one.id !== id))
      tabs.close(tab)
      notices.toast({
        text: t('shell.endpoint.deleted', { name }),
        action: { label: t('shell.endpoint.undo'), undo: true, run: () => restore(id, wasOpen) },
      })
    })

  async function restore(endpoint: string, openTab: boolean): Promise<void> {
    endpoints.takeConfig(await engine.call('endpoint.restore', { endpoint }))
    if (openTab) tabs.open({ component: 'endpoint', endpoint })
  }

  function edit(endpoint: string): void {
    dialogs.show({ is: 'edit-endpoint', endpoint })
  }

  async function startAll(): Promise<void> {
    const stopped = endpoints.configs.filter(({ id }) => !endpoints.isRunningNow(id))
    await Promise.all(stopped.map(({ id }) => start(id)))
  }

  async function stopAll(): Promise<void> {
    await Promise.all(endpoints.running.map(({ id }) => stop(id)))
  }

  /** The menu of one endpoint. */
  function menu(config: EndpointConfig): readonly MenuEntry[] {
    const { id } = config
    const running = endpoints.isRunningNow(id)
    return [
      { label: t('shell.endpoint.open'), run: () => tabs.open({ component: 'endpoint', endpoint: id }) },
      running
        ? { label: t('shell.endpoint.stop'), run: () => void stop(id) }
        : { label: t('shell.endpoint.start'), run: () => void start(id) },
      'separator',
      { label: t('shell.endpoint.edit'), run: () => edit(id) },
      {
        label: t('shell.endpoint.rename'),
        keys: 'F2',
        run: () => dialogs.show({ is: 'rename-endpoint', endpoint: id }),
      },
      { label: t('shell.endpoint.duplicate'), run: () => void duplicate(id) },
      'separator',
      { label: t('shell.endpoint.delete'), keys: 'Delete', danger: true, run: () => void remove(config) },
    ]
  }

  return { start, stop, duplicate, remove, edit, startAll, stopAll, menu }
}
