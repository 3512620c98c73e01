import { rm } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedCapture, seededHandful, seededPeers } from '../bench/seed-data'
import { heapInUse, moveScrollbar } from '../bench/window-probe'
import { makeTestFolder } from '../support/browser'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

const messages = 1_000_000
/** Before the messages: the start, and one event for each peer that was accepted. */
const events = 1 + seededPeers
const records = messages + events
const mostHeap = 150_000_000

let folder: string
let workbench: Workbench
let page: Page
let log: EndpointPanel

beforeAll(async () => {
  folder = await makeTestFolder()
  await seedCapture(folder, messages)
  workbench = await Workbench.start({ dataFolder: folder })
  page = await workbench.open()
})
afterAll(async () => {
  await workbench.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Messages of one peer, which come by the handful. */
function messagesOf(peer: number): number {
  let count = 0
  for (let first = (peer - 1) * seededHandful; first < messages; first += seededPeers * seededHandful) {
    count += Math.min(seededHandful, messages - first)
  }
  return count
}

/** Numbers of the records on screen, once all of them are there. */
async function shownRecords(): Promise<number[]> {
  const shown = async () => Promise.all((await log.rows.all()).map((row) => row.getAttribute('data-record')))
  await expect.poll(shown).not.toContain(null)
  return (await shown()).map(Number)
}

function expectInARow(numbers: readonly number[]): void {
  expect(numbers.length).toBeGreaterThan(10)
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index))
}

/** Heap after garbage was collected, bytes. */
async function heap(): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
  return heapInUse(page)
}

it('opens from the list of captures and shows its end', async () => {
  log = await new WindowDriver(page).openCapture('Many records')
  await log.root.getByTestId('capture-records').getByText('1,000,000').waitFor()
  await log.untilTotal(records)
  await log.row(`"seq":${messages - 1},`).waitFor()
  const shown = await shownRecords()
  expectInARow(shown)
  expect(shown.at(-1)).toBe(records)
})

it('scrolls to the start, to the middle, and back to the end', async () => {
  await moveScrollbar(page, 0)
  await log.row('accepted from 127.0.0.1:40001').waitFor()
  expect((await shownRecords())[0]).toBe(1)

  await moveScrollbar(page, 0.5)
  await expect.poll(async () => Math.abs((await shownRecords())[0]! - records / 2)).toBeLessThan(200)
  const middle = await shownRecords()
  expectInARow(middle)
  const message = middle[3]! - events - 1
  expect((await log.cells(log.rows.nth(3)))[6]).toContain(`"seq":${message},`)

  // A step of the wheel is exact, however many rows one pixel of the scrollbar stands for.
  await log.grid.hover()
  await page.mouse.wheel(0, 22 * 5)
  await expect.poll(async () => (await shownRecords())[0]).toBe(middle[0]! + 5)

  await log.grid.focus()
  await page.keyboard.press('End')
  await log.row(`"seq":${messages - 1},`).waitFor()
  await page.keyboard.press('Home')
  await log.row('accepted from 127.0.0.1:40001').waitFor()
})

it('filters by peer, and scrolls what is left', async () => {
  await log.filter('peer:3')
  await log.untilTotal(messagesOf(3) + 1)
  await moveScrollbar(page, 0.5)
  await expect.poll(async () => (await shownRecords()).every((number) => number > records / 3)).toBe(true)
  for (const row of await log.rows.all()) expect((await log.cells(row))[4]).toBe('#3')
  await log.row('"seq":').first().click()
  await log.root.getByTestId('hex-line').first().waitFor()
})

it('finds text in all of it, and goes back to all rows', async () => {
  await log.filter(String.raw`text:"\"seq\":777777,"`)
  await log.untilTotal(1)
  await log.row('"seq":777777,').waitFor()
  await log.root.getByRole('button', { name: 'Remove the filter' }).click()
  await log.untilTotal(records)
})

it('keeps the heap of the window below 150 MB', async () => {
  for (const share of [0.1, 0.9, 0.3, 0.7]) {
    await moveScrollbar(page, share)
    await shownRecords()
    expect(await heap()).toBeLessThan(mostHeap)
  }
})
