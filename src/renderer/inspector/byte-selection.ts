/** Chosen bytes of a record: from `anchor` to `focus`, both included, in either order. */
export interface ByteSelection {
  readonly anchor: number
  readonly focus: number
}

/** The chosen bytes in order; `to` is not included. */
export function selectedBytes(selection: ByteSelection): { readonly from: number; readonly to: number } {
  const { anchor, focus } = selection
  return anchor <= focus ? { from: anchor, to: focus + 1 } : { from: focus, to: anchor + 1 }
}

export function isByteSelected(selection: ByteSelection | null, at: number): boolean {
  if (!selection) return false
  const { from, to } = selectedBytes(selection)
  return at >= from && at < to
}

/** How far each key moves the focus, in bytes, with `line` bytes a line and `page` lines a page. */
function keyStep(key: string, line: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -line,
    ArrowDown: line,
    PageUp: -line * page,
    PageDown: line * page,
    Home: -Infinity,
    End: Infinity,
  }
  return steps[key] ?? null
}

/** The selection after a key in a record of `length` bytes; null where the key moves nothing. */
export function selectionAfterKey(
  selection: ByteSelection | null,
  key: { readonly key: string; readonly shiftKey: boolean },
  shape: { readonly length: number; readonly line: number; readonly page: number },
): ByteSelection | null {
  const step = keyStep(key.key, shape.line, shape.page)
  if (step === null || shape.length === 0) return null
  // Without a selection Home and End still name a place; any other key begins at the first byte.
  const from = selection ? selection.focus + step : Number.isFinite(step) ? 0 : step
  const focus = Math.min(Math.max(0, from), shape.length - 1)
  return key.shiftKey && selection ? { anchor: selection.anchor, focus } : { anchor: focus, focus }
}
