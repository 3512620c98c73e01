import { describe, expect, it, vi } from 'vitest'
import { RowCache } from '../../src/renderer/log/row-cache'

/** A list whose answers come when the test says so. */
class SlowList {
  readonly asked: { from: number; count: number; answer: () => void; fail: () => void }[] = []

  readonly fetch = (from: number, count: number) =>
    new Promise<readonly number[]>((resolve, reject) => {
      this.asked.push({
        from,
        count,
        answer: () => resolve(Array.from({ length: count }, (_, index) => from + index)),
        fail: () => reject(new Error('gone')),
      })
    })

  async answerAll(): Promise<void> {
    while (this.asked.length > 0) {
      for (const one of this.asked.splice(0)) one.answer()
      await Promise.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

function cacheOf(list: SlowList, options = {}) {
  const onRows = vi.fn()
  const onFailure = vi.fn()
  const cache = new RowCache<number>({ fetch: list.fetch, onRows, onFailure, ...options })
  return { cache, onRows, onFailure }
}

describe('row cache', () => {
  it('asks for what is on screen before what is beside it', async () => {
    const list = new SlowList()
    const { cache } = cacheOf(list)
    cache.want(640, 30, 10_000, 64)
    expect(list.asked[0]!.from).toBe(640)
    await list.answerAll()
    expect(cache.covers(640 - 64, 64 + 30 + 64)).toBe(true)
    expect(cache.get(640)).toBe(640)
  })

  it('never has more than two requests on their way, however fast a person scrolls', async () => {
    const list = new SlowList()
    const { cache } = cacheOf(list)
    for (let row = 0; row < 100_000; row += 1_000) cache.want(row, 30, 100_000, 60)
    expect(list.asked.length).toBeLessThanOrEqual(2)
    await list.answerAll()
    expect(cache.covers(99_000, 30)).toBe(true)
  })

  it('keeps a bounded number of pages and those on screen', async () => {
    const list = new SlowList()
    const { cache } = cacheOf(list, { maxPages: 6 })
    for (let row = 0; row < 50_000; row += 500) {
      cache.want(row, 30, 50_000, 30)
      await list.answerAll()
      expect(cache.covers(row, 30)).toBe(true)
    }
    expect(cache.pageCount).toBeLessThanOrEqual(6)
  })

  it('fetches a page at the end again when rows were added to it', async () => {
    const list = new SlowList()
    const { cache } = cacheOf(list)
    cache.want(0, 10, 10)
    await list.answerAll()
    expect(cache.covers(0, 10)).toBe(true)
    cache.want(0, 12, 12)
    await list.answerAll()
    expect(cache.covers(0, 12)).toBe(true)
  })

  it('drops answers that were on their way when the rows became others', async () => {
    const list = new SlowList()
    const { cache, onRows } = cacheOf(list)
    cache.want(0, 10, 100)
    cache.clear()
    await list.answerAll()
    expect(cache.get(0)).toBeUndefined()
    expect(onRows).not.toHaveBeenCalled()
  })

  it('reports a failure once and fetches again only when asked', async () => {
    const list = new SlowList()
    const { cache, onFailure } = cacheOf(list)
    cache.want(0, 10, 10)
    list.asked.splice(0).forEach(({ fail }) => fail())
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledOnce())
    expect(list.asked).toHaveLength(0)
    cache.want(0, 10, 10)
    await list.answerAll()
    expect(cache.covers(0, 10)).toBe(true)
  })

  it('shows rows as they were until a refresh has come', async () => {
    let version = 1
    const cache = new RowCache<number>({
      fetch: async (_from, count) => Array.from({ length: count }, () => version),
      onRows: () => undefined,
      onFailure: () => undefined,
    })
    cache.want(0, 5, 5)
    await vi.waitFor(() => expect(cache.get(0)).toBe(1))
    version = 2
    cache.refresh()
    expect(cache.get(0)).toBe(1)
    await vi.waitFor(() => expect(cache.get(4)).toBe(2))
  })
})
