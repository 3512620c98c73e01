import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { LogSelection } from './use-log-selection'
import type { LogView } from './use-log-view'
import type { RowWindow } from './use-row-window'

/** Does this row show `record`, by itself or as one of its collapsed neighbours? */
function shows({ record: first, run }: LogRow, record: number): boolean {
  return run && !run.expanded ? run.first <= record && record <= run.last : first === record
}

/** Brings records into sight. */
export function useReveal(view: LogView, rows: RowWindow<LogRow>, chosen: LogSelection) {
  function showRow(row: number): void {
    rows.following.value = false
    chosen.select({ to: 'row', row, extend: false })
    rows.scrollToRow(row, 'centre')
    // At the end of the log, scrolling takes hold of the tail again.
    rows.following.value = false
  }

  /** Chooses the row of `record` and brings it into the middle; false where filter, clear or pause hide it. */
  async function reveal(record: number): Promise<boolean> {
    const row = await view.locate(record)
    if (row === null || row >= view.total.value) return false
    const [found] = await view.fetchRows(row, 1)
    if (!found || !shows(found, record)) return false
    showRow(row)
    return true
  }

  return { showRow, reveal }
}

export type Reveal = ReturnType<typeof useReveal>
