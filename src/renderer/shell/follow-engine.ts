import { tellAlerts } from '../rules/tell-alerts'
import { tellRemovals } from '../library/tell-removals'
import { useLoad } from '../load/load-store'
import { useEngine, useHost } from '../link/link'
import { useCaptures } from '../stores/captures'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useHistory } from '../stores/history'
import { useHostFacts } from '../stores/host'
import { useLiveExports } from '../stores/live-exports'
import { useNotices } from '../stores/notices'
import { useRuns } from '../stores/runs'
import { useSettings } from '../stores/settings'
import { useWorkspace } from '../stores/workspace'

/** Fills every store from the engine and keeps them up to date; returns the function that stops all of it. */
export async function followEngine(): Promise<() => void> {
  const stops: (() => void)[] = []
  const dialogs = useDialogs()
  stops.push(
    useHost().on('host.quitRequested', ({ running }) => {
      dialogs.show({ is: 'quit', running })
      useHost().call('host.quitHeard', {}).catch(useNotices().failed)
    }),
    useEngine().on('capture.removed', ({ removals }) => tellRemovals(removals)),
    useEngine().on('rule.alerts', ({ alerts }) => tellAlerts(alerts)),
    // Settings first, so that nothing is shown in another language or theme.
    await useSettings().follow(),
  )
  const followed = await Promise.all([
    useWorkspace().follow(),
    useEndpoints().follow(),
    useCaptures().follow(),
    useHistory().follow(),
    useLiveExports().follow(),
    useRuns().follow(),
    useLoad().follow(),
    useHostFacts().follow(),
  ])
  return () => [...stops, ...followed].forEach((stop) => stop())
}
