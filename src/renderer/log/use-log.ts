import { computed, watch, type Ref } from 'vue'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { language } from '../language/use-language'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'
import { useSettings } from '../stores/settings'
import { copyRows, type CopyFormat } from './copy-rows'
import { checkFilter } from './filter-check'
import { withPeers } from './filter-peers'
import { soughtPatterns, type SoughtPattern } from './find-bytes'
import type { LogEncoding } from './log-encoding'
import type { RowStyle } from './row-cells'
import { useCopy } from './use-copy'
import { needsPeerTimes } from './row-times'
import { useLogFind } from './use-log-find'
import { useLogNotes } from './use-log-notes'
import { useLogRuns } from './use-log-runs'
import { useLogSelection } from './use-log-selection'
import { useLogView } from './use-log-view'
import { useReveal } from './use-reveal'
import { useRowWindow } from './use-row-window'

/** Height of a row of a log, px; `--row` of the theme. */
const logRowHeight = 22

/** A log of one capture with everything a person does in it; a panel owns it, the log's components show it. */
export function useLog(capture: Ref<string | null>, encoding: LogEncoding) {
  const engine = useEngine()
  const settings = useSettings()
  const notices = useNotices()
  const { copyCopied } = useCopy()
  const peerTimes = computed(() =>
    needsPeerTimes({ time: settings.current.logTime, delta: settings.current.logDelta }),
  )
  const view = useLogView(engine, capture, encoding.current, peerTimes)
  const rows = useRowWindow<LogRow>({
    total: view.total,
    source: view.viewName,
    fetch: view.fetchRows,
    onFailure: view.reportFailure,
    rowHeight: logRowHeight,
    follows: true,
  })
  const chosen = useLogSelection(view, rows)

  const reveal = useReveal(view, rows, chosen)
  const find = useLogFind(engine, capture, view, rows, chosen, reveal)
  const notes = useLogNotes(engine, capture, chosen, reveal)
  const runs = useLogRuns(view, rows, chosen)

  const look = computed<RowStyle>(() => {
    return {
      mode: settings.current.logMode,
      language: language.value,
      encoding: encoding.current.value,
      sought: [
        ...soughtIn(view.filter.value, encoding.current.value),
        ...soughtIn(find.text.value, encoding.current.value),
      ],
      times: {
        time: settings.current.logTime,
        delta: settings.current.logDelta,
        startTime: view.startTime.value,
      },
    }
  })
  const soughtInMessages = computed(() => look.value.sought.map(({ inMessages }) => inMessages))
  const mode = computed({
    get: () => settings.current.logMode,
    set: (logMode) => void settings.set({ logMode }).catch(notices.failed),
  })

  async function copy(format: CopyFormat): Promise<void> {
    const selection = chosen.selection.value
    const name = view.viewName.value
    if (!selection || name === null || capture.value === null) return
    const source = {
      engine,
      capture: capture.value,
      view: name,
      filter: view.shownFilter.value,
      language: language.value,
      encoding: encoding.current.value,
    }
    try {
      await copyCopied(await copyRows(source, selection, format))
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  function filterPeers(peers: readonly number[]): void {
    view.applyFilter(withPeers(view.filter.value, peers))
  }

  watch(peerTimes, (wanted) => {
    if (wanted) rows.refresh()
  })
  watch(capture, () => {
    chosen.clear()
    rows.following.value = true
  })

  return {
    capture,
    encoding,
    view,
    rows,
    chosen,
    find,
    notes,
    runs,
    look,
    soughtInMessages,
    mode,
    copy,
    filterPeers,
  }
}

function soughtIn(filter: string, encoding: TextEncoding): SoughtPattern[] {
  const checked = checkFilter(filter)
  return checked.ok ? soughtPatterns(checked.filter, encoding) : []
}

export type Log = ReturnType<typeof useLog>
