/**
 * The tallest spacer the scroller makes, px. Chromium clamps an element at 33,554,428 px; staying well below it leaves
 * room for display scaling. Above it the native scroll position is scaled.
 */
export const maxSpacerHeight = 16_000_000

/** What a scroller has to show: `total` rows of one fixed height through a window of `height` px. */
export interface ScrollExtent {
  readonly total: number
  readonly height: number
  /** px; one height for all rows lets any number of them scroll. */
  readonly rowHeight: number
}

/** The rows that a scroll position shows; `shift` px of the first one are above the window. */
export interface RowRange {
  readonly first: number
  readonly count: number
  readonly shift: number
}

/** Height of all rows, px. Not capped. */
function contentHeight(extent: ScrollExtent): number {
  return extent.total * extent.rowHeight
}

/** Height of the element that gives the native scrollbar its size, px. */
export function spacerHeight(extent: ScrollExtent): number {
  return Math.min(Math.max(contentHeight(extent), extent.height), maxSpacerHeight)
}

/** The last position: with it the last row ends at the lower edge of the window. */
export function lastPosition(extent: ScrollExtent): number {
  return Math.max(0, contentHeight(extent) - extent.height)
}

/** Nearest position to `position` that the extent has. */
export function clampPosition(position: number, extent: ScrollExtent): number {
  return Math.min(Math.max(0, position), lastPosition(extent))
}

/** True where one pixel of the native scrollbar is more than one pixel of content. */
export function isScaled(extent: ScrollExtent): boolean {
  return contentHeight(extent) > spacerHeight(extent)
}

/** The native scroll position, px, that stands for `position`. */
export function positionToNative(position: number, extent: ScrollExtent): number {
  if (!isScaled(extent)) return position
  return (position / lastPosition(extent)) * (spacerHeight(extent) - extent.height)
}

/** The position that the native scroll position stands for. */
export function nativeToPosition(native: number, extent: ScrollExtent): number {
  if (!isScaled(extent)) return clampPosition(native, extent)
  const share = native / (spacerHeight(extent) - extent.height)
  return clampPosition(share * lastPosition(extent), extent)
}

/**
 * Where a native scroll from `before` to `now` leads. A thumb moves scaled; a step shorter than the window (touch,
 * an assistive tool) moves exactly.
 */
export function afterNativeScroll(
  position: number,
  before: number,
  now: number,
  extent: ScrollExtent,
): number {
  const moved = now - before
  const exact = isScaled(extent) && Math.abs(moved) < extent.height && now > 0 && now < lastNative(extent)
  return exact ? clampPosition(position + moved, extent) : nativeToPosition(now, extent)
}

function lastNative(extent: ScrollExtent): number {
  return Math.floor(spacerHeight(extent) - extent.height)
}

/** The rows on screen at `position`, the partly visible ones included. */
export function rowsAt(position: number, extent: ScrollExtent): RowRange {
  const at = clampPosition(position, extent)
  const { rowHeight } = extent
  const first = Math.min(Math.floor(at / rowHeight), Math.max(0, extent.total - 1))
  const shift = at - first * rowHeight
  const count = Math.min(extent.total - first, Math.ceil((extent.height + shift) / rowHeight))
  return { first, count: Math.max(0, count), shift }
}

/** Whole rows that fit in the window, at least one: what PageUp and PageDown move by. */
export function rowsPerPage(extent: ScrollExtent): number {
  return Math.max(1, Math.floor(extent.height / extent.rowHeight))
}

/** The position nearest to `position` that shows all of `row`. */
export function positionShowing(row: number, position: number, extent: ScrollExtent): number {
  const top = row * extent.rowHeight
  const lowest = top + extent.rowHeight - extent.height
  if (position > top) return clampPosition(top, extent)
  return clampPosition(Math.max(position, lowest), extent)
}

/** The position that shows `row` in the middle. */
export function positionCentring(row: number, extent: ScrollExtent): number {
  return clampPosition(row * extent.rowHeight - (extent.height - extent.rowHeight) / 2, extent)
}

/** True within half a row of the end: where auto-scroll takes hold. */
export function isAtEnd(position: number, extent: ScrollExtent): boolean {
  return position >= lastPosition(extent) - extent.rowHeight / 2
}
