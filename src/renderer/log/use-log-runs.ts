import { watch } from 'vue'
import type { LogRow, RecordRun } from '../../shared/contract/engine/view-calls'
import { useNotices } from '../stores/notices'
import type { LogSelection } from './use-log-selection'
import type { LogView } from './use-log-view'
import type { RowWindow } from './use-row-window'

/** The runs of identical neighbours of a log that collapses them: shown record by record, and as one row again. */
export function useLogRuns(view: LogView, rows: RowWindow<LogRow>, chosen: LogSelection) {
  const notices = useNotices()

  /** Expands a run or collapses it; its first row is the chosen one then. */
  async function toggle({ first, expanded }: RecordRun): Promise<void> {
    try {
      await view.expand(first, !expanded)
      rows.refresh()
      const row = await view.locate(first)
      if (row === null) return
      chosen.select({ to: 'row', row, extend: false })
      rows.scrollToRow(row, 'nearest')
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** Expands the run of the chosen row, or collapses it, where it is not so already. */
  function setChosen(expanded: boolean): void {
    const run = chosen.focused.value?.run
    if (run && run.expanded !== expanded) void toggle(run)
  }

  /** The last run goes on while the capture grows: its row tells another count, or has more after it. */
  watch(view.progress, (now, before) => {
    if (!view.collapsed.value || view.paused.value || !now || now.view !== before?.view) return
    if (before.total > 0 && now.shown !== before.shown) rows.renew(before.total - 1)
  })

  return { toggle, setChosen }
}
