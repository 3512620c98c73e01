import { shallowRef, watch } from 'vue'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { stepSelection, type RowSelection, type SelectionStep } from './row-selection'
import { rowsAt } from './scroll-geometry'
import type { LogView } from './use-log-view'
import type { RowWindow } from './use-row-window'

/**
 * The chosen rows of a log. They are known by place; when the filter changes, the focused record is found again in the
 * new view and kept in sight.
 */
export function useLogSelection(view: LogView, rows: RowWindow<LogRow>) {
  const selection = shallowRef<RowSelection | null>(null)
  /** The record in focus: what the inspector shows. */
  const record = shallowRef<number | null>(null)
  /** Its row as it was last in the log. */
  const focused = shallowRef<LogRow | null>(null)
  /** A record that the new view has to be asked for, once it has come that far. */
  const sought = shallowRef<number | null>(null)

  function entryRow(): number {
    const { position, extent } = rows.frame.value
    const { first, count } = rowsAt(position, extent)
    return rows.following.value ? first + count - 1 : first
  }

  function select(step: SelectionStep): void {
    const next = stepSelection(selection.value, step, view.total.value, entryRow())
    selection.value = next
    if (!next || step.to === 'all') return
    if (step.to !== 'row' && next.focus < view.total.value - 1) rows.following.value = false
    if (step.to !== 'row') rows.scrollToRow(next.focus, 'nearest')
    readFocus()
  }

  /** The focused row may still be on its way; its record is taken as soon as it is here. */
  function readFocus(): void {
    const row = selection.value && rows.rowAt(selection.value.focus)
    if (!row) return
    focused.value = row
    record.value = row.record
  }

  function clear(): void {
    selection.value = null
    record.value = null
    focused.value = null
    sought.value = null
  }

  /** Finds `wanted` in a new view, or the next record that it shows; auto-scroll stays on if it was. */
  async function findAgain(wanted: number): Promise<void> {
    const name = view.viewName.value
    const row = await view.locate(wanted).catch(view.reportFailure)
    if (typeof row !== 'number' || name !== view.viewName.value) return
    if (record.value !== null) {
      selection.value = { anchor: row, focus: row }
      readFocus()
    }
    if (!rows.following.value) rows.scrollToRow(row, 'centre')
  }

  watch(rows.frame, readFocus)
  watch(view.viewName, () => {
    sought.value = record.value ?? (rows.following.value ? null : topRecord())
    selection.value = null
  })
  watch([view.scanning, view.viewName], ([scanning]) => {
    if (sought.value === null || scanning !== null) return
    const wanted = sought.value
    sought.value = null
    void findAgain(wanted)
  })

  function topRecord(): number | null {
    return rows.frame.value.rows.find((row) => row !== undefined)?.record ?? null
  }

  return { selection, record, focused, select, clear }
}

export type LogSelection = ReturnType<typeof useLogSelection>
