import { describe, expect, it } from 'vitest'
import { logKeyAction } from '../../src/renderer/log/log-keys'
import { isSelected, selectedRange, stepSelection } from '../../src/renderer/log/row-selection'
import { selectedBytes, selectionAfterKey } from '../../src/renderer/inspector/byte-selection'
import {
  chooseOne,
  chooseRange,
  chosenPeers,
  noPeers,
  rangeTo,
  toggleOne,
} from '../../src/renderer/peers/peer-selection'

type Modifiers = Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>>

const key = (name: string, modifiers: Modifiers = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
})

describe('selection of log rows', () => {
  it('goes from a click to a range with Shift, in either direction', () => {
    const clicked = stepSelection(null, { to: 'row', row: 5, extend: false }, 10, 0)
    const up = stepSelection(clicked, { to: 'row', row: 2, extend: true }, 10, 0)!
    expect(selectedRange(up)).toEqual({ first: 2, last: 5 })
    const down = stepSelection(up, { to: 'relative', by: 6, extend: true }, 10, 0)!
    expect(selectedRange(down)).toEqual({ first: 5, last: 8 })
    expect(isSelected(down, 7)).toBe(true)
    expect(isSelected(down, 4)).toBe(false)
  })

  it('begins on screen with the first arrow key and stops at both ends', () => {
    const entered = stepSelection(null, { to: 'relative', by: -1, extend: false }, 100, 42)
    expect(entered).toEqual({ anchor: 42, focus: 42 })
    expect(stepSelection(entered, { to: 'relative', by: -500, extend: false }, 100, 0)!.focus).toBe(0)
    expect(stepSelection(entered, { to: 'relative', by: 500, extend: false }, 100, 0)!.focus).toBe(99)
  })

  it('is nothing in an empty log', () => {
    expect(stepSelection(null, { to: 'all' }, 0, 0)).toBeNull()
    expect(stepSelection(null, { to: 'last', extend: false }, 0, 0)).toBeNull()
  })

  it('pages the chosen row, or scrolls where none is chosen', () => {
    const context = { page: 20, hasSelection: true }
    expect(logKeyAction(key('PageDown'), context)).toEqual({
      do: 'select',
      step: { to: 'relative', by: 20, extend: false },
    })
    expect(logKeyAction(key('PageUp'), { page: 20, hasSelection: false })).toEqual({ do: 'scroll', by: -20 })
    expect(logKeyAction(key('End', { ctrlKey: true }), context)).toEqual({ do: 'end' })
    expect(logKeyAction(key('Home', { shiftKey: true }), context)).toEqual({
      do: 'select',
      step: { to: 'first', extend: true },
    })
    expect(logKeyAction(key('c', { metaKey: true }), context)).toEqual({ do: 'copy' })
    expect(logKeyAction(key('x'), context)).toEqual({ do: 'none' })
  })

  it('sets bookmarks, goes from one to the next, and opens runs', () => {
    const context = { page: 20, hasSelection: true }
    const action = (...of: Parameters<typeof key>) => logKeyAction(key(...of), context)
    expect(action('b')).toEqual({ do: 'bookmark' })
    expect(action('n')).toEqual({ do: 'note' })
    expect(action('b', { ctrlKey: true })).toEqual({ do: 'none' })
    expect(action('ArrowDown', { altKey: true })).toEqual({ do: 'bookmarks', to: 'next' })
    expect(action('ArrowUp', { altKey: true })).toEqual({ do: 'bookmarks', to: 'previous' })
    expect(action('ArrowRight')).toEqual({ do: 'expand' })
    expect(action('ArrowLeft')).toEqual({ do: 'collapse' })
  })
})

describe('selection of bytes', () => {
  const shape = { length: 40, line: 16, page: 4 }

  it('moves by bytes and lines and stops at both ends', () => {
    const first = selectionAfterKey(null, key('ArrowRight'), shape)!
    expect(selectedBytes(first)).toEqual({ from: 0, to: 1 })
    const down = selectionAfterKey(first, key('ArrowDown'), shape)!
    expect(down.focus).toBe(16)
    expect(selectionAfterKey(down, key('PageDown'), shape)!.focus).toBe(39)
    expect(selectionAfterKey(down, key('Home'), shape)!.focus).toBe(0)
    expect(selectionAfterKey(down, key('q'), shape)).toBeNull()
    expect(selectionAfterKey(null, key('End'), shape)!.focus).toBe(39)
  })

  it('extends with Shift in both directions', () => {
    const at = { anchor: 10, focus: 10 }
    const back = selectionAfterKey(at, key('ArrowLeft', { shiftKey: true }), shape)!
    expect(selectedBytes(back)).toEqual({ from: 9, to: 11 })
    const forth = selectionAfterKey(back, key('End', { shiftKey: true }), shape)!
    expect(selectedBytes(forth)).toEqual({ from: 10, to: 40 })
  })
})

describe('selection of peers', () => {
  it('chooses one, adds with Ctrl and takes ranges with Shift', () => {
    const one = chooseOne(noPeers, 3, 14)
    expect(chosenPeers(one)).toEqual([14])
    const two = toggleOne(one, 7, 11)
    expect(chosenPeers(two)).toEqual([11, 14])
    expect(chosenPeers(toggleOne(two, 3, 14))).toEqual([11])
    expect(rangeTo(two, 2)).toEqual({ from: 2, count: 6 })
    expect(chosenPeers(chooseRange(two, 2, [15, 14, 13, 12, 11, 10]))).toEqual([10, 11, 12, 13, 14, 15])
  })

  it('takes the only choice back with a second click', () => {
    expect(chosenPeers(chooseOne(chooseOne(noPeers, 3, 14), 3, 14))).toEqual([])
  })

  it('takes no more peers than one sending may name', () => {
    expect(rangeTo({ ...noPeers, anchor: 0 }, 50_000).count).toBe(10_000)
  })
})
