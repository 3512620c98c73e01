import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Workbench } from '../../e2e/workbench'
import type { BenchSurroundings, Measurement, Scenario } from '../scenario'
import { seedCapture, seededPeers } from '../seed-data'
import { byTestId, heapInUse, moveScrollbar, untilLog } from '../window-probe'

/** The event `started` and one for each peer. */
const events = 1 + seededPeers
const goalBytes = 150e6
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

async function run({ short, folder, log }: BenchSurroundings) {
  const messages = short ? 100_000 : 1_000_000
  const dataFolder = join(folder, 'data')
  await seedCapture(dataFolder, messages)
  const workbench = await Workbench.start({ dataFolder })
  try {
    const page = await workbench.open()
    const watch = new Stopwatch(page, log)
    const total = messages + events
    await watch.time('open', async () => {
      await page.locator(byTestId('capture-row')).first().click()
      await untilLog(page, 'data-total', (shown) => shown === total)
    })
    for (const place of places) {
      const took = await watch.time(`scroll to ${place * 100} %`, () => scrollTo(page, place, total))
      watch.slowestScroll = Math.max(watch.slowestScroll, took)
    }
    // A message or event of the chosen peer; its event `accepted` is one of them.
    const ofPeer = messages / seededPeers + 1
    await watch.time('filter by peer', async () => {
      const field = page.locator(byTestId('log-filter'))
      await field.fill('peer:3')
      await field.press('Enter')
      await untilLog(page, 'data-total', (shown) => shown === ofPeer)
    })
    await watch.time('scroll in filter', () => scrollTo(page, 0.5, ofPeer))
    const heap = watch.peakHeap
    return {
      measurements: [
        ...watch.measurements,
        { candidate: 'window', what: 'heap', unit: 'MB', value: heap / 1e6, values: [heap / 1e6] },
      ],
      verdicts: [
        {
          what: `largest heap of the window with ${messages.toLocaleString('en-US')} records`,
          value: heap / 1e6,
          unit: 'MB',
          goal: 'below 150',
          met: heap < goalBytes,
        },
      ],
      skipped: [],
    }
  } finally {
    await workbench.stop()
  }
}

/** A capture of 1,000,000 records in the window: open it, scroll anywhere, filter by peer; the heap meanwhile. */
export const records: Scenario = { name: 'records', title: 'A large capture in the window', run }
