import { describe, expect, it } from 'vitest'
import { copiedLine } from '../../src/renderer/log/copy-rows'
import { deltaText, newDay, timeText } from '../../src/renderer/log/row-times'
import { bookmarkOf, bookmarksFrom, bookmarksWith } from '../../src/renderer/notes/bookmark-search'
import { orderedBookmarks, withBookmark } from '../../src/shared/capture/notes'
import type { LogRow } from '../../src/shared/contract/engine/view-calls'

const bookmarks = [
  { record: 3, note: 'first Reset' },
  { record: 17, note: '' },
  { record: 40, note: '第二次 reset' },
]

const row: LogRow = {
  row: 0,
  record: 10,
  time: new Date(2026, 8, 14, 9, 41, 6).getTime() * 1_000 + 998_204,
  previousTime: null,
  kind: 'message',
  direction: 'in',
  peer: 1,
  length: 2,
  flags: 0,
  cause: 'none',
  link: 0,
  data: new TextEncoder().encode('ok'),
  event: null,
}

describe('bookmarks', () => {
  it('stay in order, one a record, the later counting', () => {
    const twice = [
      { record: 9, note: 'b' },
      { record: 2, note: 'a' },
      { record: 9, note: 'c' },
    ]
    expect(orderedBookmarks(twice)).toEqual([
      { record: 2, note: 'a' },
      { record: 9, note: 'c' },
    ])
    expect(withBookmark(bookmarks, 5, { record: 5, note: '' }).map(({ record }) => record)).toEqual([
      3, 5, 17, 40,
    ])
    expect(withBookmark(bookmarks, 17, null).map(({ record }) => record)).toEqual([3, 40])
    expect(withBookmark(bookmarks, 18, null)).toEqual(bookmarks)
  })

  it('mark the row of their record, or the row that stands for it', () => {
    const run = (expanded: boolean) => ({ first: 10, last: 20, count: 11, expanded })
    expect(bookmarkOf(bookmarks, { record: 17 })?.record).toBe(17)
    expect(bookmarkOf(bookmarks, { record: 16 })).toBeNull()
    expect(bookmarkOf(bookmarks, { record: 10, run: run(false) })?.record).toBe(17)
    expect(bookmarkOf(bookmarks, { record: 10, run: run(true) })).toBeNull()
    expect(bookmarkOf([], { record: 1 })).toBeNull()
  })

  it('are gone through in both directions, on at the other end', () => {
    const order = (record: number, direction: 'next' | 'previous') =>
      bookmarksFrom(bookmarks, record, direction).map((one) => one.record)
    expect(order(17, 'next')).toEqual([40, 3, 17])
    expect(order(17, 'previous')).toEqual([3, 40, 17])
    expect(order(0, 'next')).toEqual([3, 17, 40])
    expect(order(Infinity, 'previous')).toEqual([40, 17, 3])
  })

  it('are found by words of their note, in any case, or by number', () => {
    expect(bookmarksWith(bookmarks, 'RESET').map(({ record }) => record)).toEqual([3, 40])
    expect(bookmarksWith(bookmarks, '#17').map(({ record }) => record)).toEqual([17])
    expect(bookmarksWith(bookmarks, ' ')).toBe(bookmarks)
  })
})

describe('the times of a row', () => {
  it('are of day, since the start, since the row before or since the same peer', () => {
    const later = {
      ...row,
      previousTime: row.time - 412,
      previousOfPeer: { time: row.time - 12_345_000, exact: true },
    }
    const style = { delta: 'previous', startTime: row.time - 61_000_001 } as const
    expect(timeText(later, { ...style, time: 'clock' })).toBe('09:41:06.998204')
    expect(timeText(later, { ...style, time: 'start' })).toBe('0:01:01.000001')
    expect(timeText(later, { ...style, time: 'previous' })).toBe('+0.412')
    expect(timeText(later, { ...style, time: 'peer' })).toBe('+12,345')
    expect(timeText(later, { ...style, startTime: null, time: 'start' })).toBe('')
  })

  it('say where the peer was not met again, and where there is nothing before', () => {
    const far = { ...row, previousOfPeer: { time: row.time - 2_600_000, exact: false } }
    expect(deltaText(far, 'peer')).toBe('>2,600')
    expect(deltaText({ ...row, previousOfPeer: null }, 'peer')).toBe('')
    expect(deltaText(row, 'previous')).toBe('')
  })

  it('tell the day where it changes', () => {
    expect(newDay(row)).toBeNull()
    expect(newDay({ ...row, previousTime: row.time - 3_600_000_000 })).toBeNull()
    expect(newDay({ ...row, previousTime: row.time - 36_000_000_000 })).toBe('2026-09-14')
  })
})

describe('a copied row that stands for several records', () => {
  it('tells how many in a column of its own, and leaves the data as it is', () => {
    const collapsed = { ...row, run: { first: 10, last: 14, count: 5, expanded: false } }
    expect(copiedLine(collapsed, 'columns', 'en').split('\t').slice(2)).toEqual(['in', '#1', '2', 'ok', '×5'])
    expect(copiedLine(row, 'columns', 'en').split('\t')).toHaveLength(6)
    expect(copiedLine(collapsed, 'text', 'en')).toBe('ok')
  })
})
