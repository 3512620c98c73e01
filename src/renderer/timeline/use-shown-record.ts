import { nextTick, watch, type Ref } from 'vue'
import type { TabView } from '../tab-views/tab-view'
import { useEndpoints } from '../stores/endpoints'
import { useRecordRequests } from '../stores/record-requests'
import { useTabs } from '../stores/tabs'

/** The log of a tab, which brings records into sight. */
interface RecordShower {
  showRecord(record: number): Promise<void>
}

/** Shows records in the log of a tab: those that its timeline leads to, and those that another tab asks for. */
export function useShownRecord(
  capture: Readonly<Ref<string | null>>,
  view: Ref<TabView>,
  log: Readonly<Ref<RecordShower | null>>,
) {
  const requests = useRecordRequests()
  const endpoints = useEndpoints()
  const tabs = useTabs()

  async function showHere(record: number): Promise<void> {
    view.value = 'log'
    await nextTick()
    // A log that was hidden has a height again with the next frame, and can scroll then.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await log.value?.showRecord(record)
  }

  /** Shows a record of any capture, in the tab of the endpoint that records it or of the capture. */
  function show(of: string, record: number): void {
    if (of === capture.value) return void showHere(record)
    requests.ask({ capture: of, record })
    const recording = endpoints.configs.find(({ id }) => endpoints.status(id)?.recording?.capture === of)
    tabs.open(
      recording ? { component: 'endpoint', endpoint: recording.id } : { component: 'capture', capture: of },
    )
  }

  watch(
    [() => requests.wanted, capture],
    () => {
      const record = requests.take(capture.value)
      if (record !== null) void showHere(record)
    },
    { immediate: true },
  )
  return { show }
}
