/** The chosen rows of a list: from `anchor` to `focus`, both included, in either order. Rows count from 0. */
export interface RowSelection {
  readonly anchor: number
  readonly focus: number
}

/** What a key or a click asks of a selection. */
export type SelectionStep =
  | { readonly to: 'row'; readonly row: number; readonly extend: boolean }
  | { readonly to: 'relative'; readonly by: number; readonly extend: boolean }
  | { readonly to: 'first' | 'last'; readonly extend: boolean }
  | { readonly to: 'all' }

/** Most rows that one copy takes; more are a case for export. */
export const maxCopiedRows = 10_000

/** The first and last chosen row, in order. */
export function selectedRange(selection: RowSelection): { readonly first: number; readonly last: number } {
  const { anchor, focus } = selection
  return anchor <= focus ? { first: anchor, last: focus } : { first: focus, last: anchor }
}

export function selectedCount(selection: RowSelection | null): number {
  if (!selection) return 0
  const { first, last } = selectedRange(selection)
  return last - first + 1
}

export function isSelected(selection: RowSelection | null, row: number): boolean {
  if (!selection) return false
  const { first, last } = selectedRange(selection)
  return row >= first && row <= last
}

/**
 * The selection after `step` in a list of `total` rows. Without a selection a relative step starts at `entry`, the
 * row that is on screen. Null where there are no rows.
 */
export function stepSelection(
  selection: RowSelection | null,
  step: SelectionStep,
  total: number,
  entry: number,
): RowSelection | null {
  if (total === 0) return null
  if (step.to === 'all') return { anchor: 0, focus: total - 1 }
  const focus = Math.min(Math.max(0, targetRow(selection, step, total, entry)), total - 1)
  return step.extend && selection ? { anchor: selection.anchor, focus } : { anchor: focus, focus }
}

function targetRow(
  selection: RowSelection | null,
  step: Exclude<SelectionStep, { to: 'all' }>,
  total: number,
  entry: number,
): number {
  switch (step.to) {
    case 'row':
      return step.row
    case 'first':
      return 0
    case 'last':
      return total - 1
    case 'relative':
      return selection ? selection.focus + step.by : entry
  }
}
