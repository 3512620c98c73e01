import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterNativeScroll,
  clampPosition,
  isAtEnd,
  isScaled,
  lastPosition,
  maxSpacerHeight,
  nativeToPosition,
  positionCentring,
  positionShowing,
  positionToNative,
  rowsAt,
  spacerHeight,
  type ScrollExtent,
} from '../../src/renderer/log/scroll-geometry'

const anyExtent = fc.record({
  total: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 10, max: 1_000_000_000 })),
  height: fc.integer({ min: 30, max: 2_000 }),
  rowHeight: fc.constantFrom(18, 22, 46),
})
const anyShare = fc.double({ min: 0, max: 1, noNaN: true })

/** All rows that a position shows, whole or in part, fill the window without a gap. */
function fills(extent: ScrollExtent, position: number): boolean {
  const { count, shift } = rowsAt(position, extent)
  const wanted = Math.min(extent.height, extent.total * extent.rowHeight)
  return count * extent.rowHeight - shift >= wanted
}

describe('scroll geometry', () => {
  it('shows a window full of rows at every position of every log', () => {
    fc.assert(
      fc.property(anyExtent, anyShare, (extent, share) => {
        const position = share * lastPosition(extent)
        const { first, count, shift } = rowsAt(position, extent)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(first + count).toBeLessThanOrEqual(extent.total)
        expect(shift).toBeGreaterThanOrEqual(0)
        expect(fills(extent, position)).toBe(true)
      }),
    )
  })

  it('ends with the last row whole at the lower edge', () => {
    fc.assert(
      fc.property(anyExtent, (extent) => {
        const { first, count, shift } = rowsAt(lastPosition(extent), extent)
        expect(first + count).toBe(extent.total)
        if (lastPosition(extent) > 0) expect(count * extent.rowHeight - shift).toBe(extent.height)
        expect(isAtEnd(lastPosition(extent), extent)).toBe(true)
      }),
    )
  })

  it('keeps the element below the height at which Chromium clamps it, at a billion rows too', () => {
    fc.assert(
      fc.property(anyExtent, (extent) => {
        expect(spacerHeight(extent)).toBeLessThanOrEqual(maxSpacerHeight)
        expect(spacerHeight(extent)).toBeGreaterThanOrEqual(extent.height)
      }),
    )
  })

  it('maps positions to native ones and back', () => {
    fc.assert(
      fc.property(anyExtent, anyShare, (extent, share) => {
        const position = share * lastPosition(extent)
        const native = positionToNative(position, extent)
        expect(native).toBeGreaterThanOrEqual(0)
        expect(native).toBeLessThanOrEqual(spacerHeight(extent) - extent.height)
        expect(Math.abs(nativeToPosition(native, extent) - position)).toBeLessThan(0.01)
      }),
    )
  })

  it('reaches both ends with the native thumb', () => {
    fc.assert(
      fc.property(anyExtent, (extent) => {
        const lowest = Math.floor(spacerHeight(extent) - extent.height)
        expect(afterNativeScroll(lastPosition(extent), lowest, 0, extent)).toBe(0)
        expect(isAtEnd(nativeToPosition(lowest, extent), extent) || isScaled(extent)).toBe(true)
        const end = afterNativeScroll(0, 0, spacerHeight(extent) - extent.height, extent)
        expect(end).toBeCloseTo(lastPosition(extent), 3)
      }),
    )
  })

  it('takes a short native step of a scaled log as exact pixels', () => {
    const extent = { total: 10_000_000, height: 500, rowHeight: 22 }
    const position = 1_000_000
    const native = positionToNative(position, extent)
    expect(afterNativeScroll(position, native, native + 44, extent)).toBe(position + 44)
    expect(afterNativeScroll(position, native, native + 5_000, extent)).toBeGreaterThan(position + 5_000)
  })

  it('brings a row into sight with the least movement', () => {
    fc.assert(
      fc.property(anyExtent, anyShare, anyShare, (extent, share, rowShare) => {
        fc.pre(extent.total > 0 && extent.height >= extent.rowHeight)
        const row = Math.floor(rowShare * (extent.total - 1))
        const before = share * lastPosition(extent)
        for (const position of [positionShowing(row, before, extent), positionCentring(row, extent)]) {
          expect(position).toBe(clampPosition(position, extent))
          const top = row * extent.rowHeight - position
          expect(top).toBeGreaterThanOrEqual(-0.001)
          expect(top + extent.rowHeight).toBeLessThanOrEqual(extent.height + 0.001)
        }
        const again = positionShowing(row, positionShowing(row, before, extent), extent)
        expect(again).toBe(positionShowing(row, before, extent))
      }),
    )
  })
})
