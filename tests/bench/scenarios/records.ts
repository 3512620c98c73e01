import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Workbench } from '../../e2e/workbench'
import { residentBytes } from '../process-usage'
import type { BenchSurroundings, Measurement, Scenario, ScenarioResult } from '../scenario'
import { leaveUnclosed, seedCapture, seededHandful, seededPeers } from '../seed-data'
import { judge } from '../verdict'
import { byTestId, heapInUse, moveScrollbar, untilLog } from '../window-probe'

/** The event `started` and one for each peer. */
const events = 1 + seededPeers
/** Where the log is scrolled to, as shares of its length. */
const places = [0.5, 0.1, 0.9, 0.33, 1, 0]

/** Moves the scrollbar and waits until rows of that place are on screen. */
async function scrollTo(page: Page, share: number, total: number): Promise<void> {
  await moveScrollbar(page, share)
  await untilLog(page, 'data-first', (first) => Math.abs(first - share * total) <= 200)
}

class Stopwatch {
  readonly measurements: Measurement[] = []
  slowestScroll = 0
  peakHeap = 0
  readonly #page: Page
  readonly #log: (line: string) => void

  constructor(page: Page, log: (line: string) => void) {
    this.#page = page
    this.#log = log
  }

  async time(what: string, work: () => Promise<void>): Promise<number> {
    const from = performance.now()
    await work()
    const value = performance.now() - from
    this.measurements.push({ candidate: 'window', what, unit: 'ms', value, values: [value] })
    const heap = await heapInUse(this.#page)
    this.peakHeap = Math.max(this.peakHeap, heap)
    this.#log(`${what}: ${Math.round(value)} ms, heap ${(heap / 1e6).toFixed(1)} MB`)
    return value
  }
}

/** Opens the only capture there is; ms until its rows are on screen. */
async function openCapture(page: Page, total: number): Promise<void> {
  await page.locator(byTestId('capture-row')).first().click()
  await untilLog(page, 'data-total', (shown) => shown >= total)
}

async function inWindow<T>(dataFolder: string, work: (page: Page, workbench: Workbench) => Promise<T>) {
  const workbench = await Workbench.start({ dataFolder })
  try {
    return await work(await workbench.open(), workbench)
  } finally {
    await workbench.stop()
  }
}

async function look(
  dataFolder: string,
  messages: number,
  log: (line: string) => void,
): Promise<ScenarioResult> {
  const capture = await seedCapture(dataFolder, messages)
  const total = messages + events
  const size = messages.toLocaleString('en-US')
  const closed = await inWindow(dataFolder, async (page, workbench) => {
    const watch = new Stopwatch(page, log)
    const open = await watch.time(`open ${size}`, () => openCapture(page, total))
    for (const place of places) {
      const took = await watch.time(`scroll to ${place * 100} %`, () => scrollTo(page, place, total))
      watch.slowestScroll = Math.max(watch.slowestScroll, took)
    }
    // A message or event of the chosen peer; its event `accepted` is one of them.
    const ofPeer = Math.floor(messages / seededPeers / seededHandful) * seededHandful
    await watch.time('filter by peer', async () => {
      const field = page.locator(byTestId('log-filter'))
      await field.fill('peer:3')
      await field.press('Enter')
      await untilLog(page, 'data-total', (shown) => shown >= ofPeer && shown < total)
    })
    return { watch, open, memory: (await residentBytes(workbench.pid)) / 1e6 }
  })
  await leaveUnclosed(capture, Math.min(messages / 2, 500_000))
  const unclosed = await inWindow(dataFolder, (page) => {
    const watch = new Stopwatch(page, log)
    return watch.time(`open ${size}, not closed`, () => openCapture(page, total))
  })
  const heap = closed.watch.peakHeap / 1e6
  const of = (row: string, what: string, value: number, unit: string, atMost: number) =>
    judge({
      row: `${row}, ${size}`,
      what: `${what}, ${size} records`,
      values: [value],
      unit,
      goal: { atMost },
    })
  return {
    measurements: closed.watch.measurements,
    verdicts: [
      of('open', 'first rows', closed.open, 'ms', 500),
      of('open unclosed', 'first rows after a crash', unclosed, 'ms', 500),
      of('memory', 'memory of the program', closed.memory, 'MB', 250),
      of('heap', 'largest heap of the window', heap, 'MB', 150),
    ],
    skipped: [],
  }
}

async function run({ short, folder, log }: BenchSurroundings): Promise<ScenarioResult> {
  const results: ScenarioResult[] = []
  for (const messages of short ? [100_000] : [1_000_000, 10_000_000]) {
    const dataFolder = join(folder, `data-${messages}`)
    results.push(await look(dataFolder, messages, log))
    await rm(dataFolder, { recursive: true })
  }
  return {
    measurements: results.flatMap(({ measurements }) => measurements),
    verdicts: results.flatMap(({ verdicts }) => verdicts),
    skipped: [],
  }
}

/** Large captures in the window: open them, also after a crash, scroll anywhere, filter by peer; memory meanwhile. */
export const records: Scenario = { name: 'records', title: 'Large captures in the window', run }
