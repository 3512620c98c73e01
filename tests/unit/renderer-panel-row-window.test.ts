import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { useRowWindow } from '../../src/renderer/log/use-row-window'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const latency = 10

function windowOn(initial: number) {
  const total = ref(initial)
  const source = ref<string | null>('first')
  const fetch = vi.fn(async (from: number, count: number) => {
    const name = source.value
    await new Promise((resolve) => setTimeout(resolve, latency))
    return Array.from({ length: count }, (_, index) => `${name} ${from + index}`)
  })
  const rows = scope.run(() =>
    useRowWindow<string>({ total, source, fetch, onFailure: vi.fn(), rowHeight: 22, follows: true }),
  )!
  rows.height.value = 220
  return { total, source, fetch, rows }
}

const settle = () => vi.advanceTimersByTimeAsync(300)

describe('row window', () => {
  it('begins at the end and stays there while rows come', async () => {
    const { total, rows } = windowOn(1_000)
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('first 999')
    total.value = 5_000
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('first 4999')
    expect(rows.following.value).toBe(true)
  })

  it('keeps up with a tail that grows faster than its rows come', async () => {
    const { total, rows } = windowOn(100)
    await settle()
    for (let step = 0; step < 50; step += 1) {
      total.value += 10_000
      await vi.advanceTimersByTimeAsync(4)
      expect(rows.frame.value.rows).not.toContain(undefined)
    }
    expect(rows.frame.value.extent.total).toBeGreaterThan(400_000)
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe(`first ${total.value - 1}`)
  })

  it('stands still while a row is pressed, and catches up after', async () => {
    const { total, rows } = windowOn(1_000)
    await settle()
    total.value = 1_500
    await nextTick()
    rows.holdStill(true)
    total.value = 2_000
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('first 999')
    rows.holdStill(false)
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('first 1999')
    expect(rows.following.value).toBe(true)
  })

  it('moves for a person who scrolls while a row is pressed', async () => {
    const { rows } = windowOn(1_000)
    await settle()
    rows.holdStill(true)
    rows.scrollBy(-220)
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('first 989')
  })

  it('lets go of the end when scrolled up, and takes hold at the end again', async () => {
    const { total, rows } = windowOn(1_000)
    await settle()
    rows.scrollBy(-44)
    await settle()
    const seen = rows.frame.value.rows
    expect(rows.following.value).toBe(false)
    total.value = 2_000
    await settle()
    expect(rows.frame.value.rows).toEqual(seen)
    rows.scrollBy(1_000_000)
    await settle()
    expect(rows.following.value).toBe(true)
    expect(rows.frame.value.rows.at(-1)).toBe('first 1999')
  })

  it('shows the frame before until the rows of a far place are here', async () => {
    const { rows } = windowOn(1_000_000)
    await settle()
    const before = rows.frame.value
    rows.scrollTo(0)
    expect(rows.frame.value).toBe(before)
    await settle()
    expect(rows.frame.value.rows[0]).toBe('first 0')
  })

  it('shows the new rows, never the old ones, after the filter changed', async () => {
    const { total, source, rows } = windowOn(1_000)
    await settle()
    source.value = 'second'
    total.value = 40
    await nextTick()
    await settle()
    expect(rows.frame.value.rows.at(-1)).toBe('second 39')
    expect(rows.frame.value.extent.total).toBe(40)
  })

  it('goes to the top of other rows where nobody says otherwise', async () => {
    const { source, rows } = windowOn(1_000)
    await settle()
    rows.scrollBy(-2_200)
    await settle()
    source.value = 'second'
    await nextTick()
    await settle()
    expect(rows.frame.value.rows[0]).toBe('second 0')
  })
})
