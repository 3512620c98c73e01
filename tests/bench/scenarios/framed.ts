import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Workbench } from '../../e2e/workbench'
import { BenchProcess } from '../bench-process'
import { freePort } from '../free-port'
import { processorSeconds, residentBytes } from '../process-usage'
import type { BenchSurroundings, Measurement, Scenario } from '../scenario'
import { seedLineWorkspace } from '../seed-data'
import { quantile } from '../statistics'
import { judge } from '../verdict'
import { byTestId, heapInUse, logFigure, untilLog } from '../window-probe'

const endpoint = 'load'
const bytes = 64
/** Messages a second while it is scrolled. */
const rate = 100_000
/** A 60 Hz screen shows a frame every 16.7 ms; the browser dates them to within half a millisecond. */
const frameMs = 16.7 + 0.5
/** A frame that comes later than this had one left out before it. */
const leftOutMs = 16.7 * 1.5

interface Flood {
  readonly rate: number
  /** Processor time of the program for one message, ns. */
  readonly cost: number
}

/** Sends so many lines and waits until the log has them all. */
async function flood(workbench: Workbench, page: Page, port: number, lines: number): Promise<Flood> {
  const before = await logFigure(page, 'data-total')
  const usedBefore = await processorSeconds(workbench.pid)
  const sender = BenchProcess.program('line-flood', [port, lines, bytes].map(String))
  const startedAt = BigInt((await sender.waitFor('sending'))['startedAt'] as string)
  await untilLog(page, 'data-total', (total) => total >= before + lines)
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
  const used = (await processorSeconds(workbench.pid)) - usedBefore
  await sender.end()
  return { rate: lines / seconds, cost: (used / lines) * 1e9 }
}

/** Scrolls the log for `ms` while lines arrive; the times between frames, ms. */
async function scroll(page: Page, port: number, ms: number): Promise<readonly number[]> {
  const before = await logFigure(page, 'data-total')
  const sender = BenchProcess.program('line-sender', [port, rate, bytes].map(String))
  await untilLog(page, 'data-total', (total) => total > before + rate / 10)
  const script = await readFile(join(import.meta.dirname, '..', 'in-page', 'frame-watch.js'), 'utf8')
  const grid = JSON.stringify(byTestId('log-grid'))
  const frames = await page.evaluate<readonly number[]>(`${script}\nscrollFrames(${grid}, ${ms})`)
  await sender.end()
  return frames
}

async function run({ short, folder, log }: BenchSurroundings) {
  const rounds = short ? 1 : 3
  const lines = short ? 1_000_000 : 10_000_000
  const port = await freePort()
  const dataFolder = join(folder, 'data')
  const workspace = await seedLineWorkspace(join(dataFolder, 'workspaces'), endpoint, port)
  const workbench = await Workbench.start({ dataFolder, arguments: ['--workspace', workspace] })
  try {
    const page = await workbench.open()
    await page.locator(byTestId(`endpoint-node-${endpoint}`)).click()
    await page.locator(byTestId('endpoint-start')).click()
    await page.locator(`${byTestId(`endpoint-node-${endpoint}`)}[data-state="listening"]`).waitFor()
    const floods: Flood[] = []
    for (let round = 0; round < rounds; round += 1) {
      const one = await flood(workbench, page, port, lines)
      floods.push(one)
      log(
        `round ${round + 1}: ${Math.round(one.rate).toLocaleString('en-US')} /s, ${Math.round(one.cost)} ns a message`,
      )
    }
    const frames = await scroll(page, port, short ? 2_000 : 10_000)
    const within = (most: number) => (frames.filter((ms) => ms <= most).length / frames.length) * 100
    const scrolled = `scrolling ${(lines * rounds).toLocaleString('en-US')} records while ${rate.toLocaleString('en-US')} a second arrive`
    const memory = (await residentBytes(workbench.pid)) / 1e6
    const heap = (await heapInUse(page)) / 1e6
    log(
      `${frames.length} frames, median ${quantile(frames, 0.5).toFixed(1)} ms; ${Math.round(memory)} MB, heap ${Math.round(heap)} MB`,
    )
    const rates = floods.map((one) => one.rate)
    const costs = floods.map(({ cost }) => cost).filter((cost) => !Number.isNaN(cost))
    const one = (what: string, unit: string, values: readonly number[]): Measurement => ({
      candidate: 'sockwright',
      what,
      unit,
      value: quantile(values, 0.5),
      values,
    })
    return {
      measurements: [
        one('messages', '/s', rates),
        ...(costs.length > 0 ? [one('processor time', 'ns/message', costs)] : []),
        one('time between frames', 'ms', frames),
        one('memory', 'MB', [memory]),
        one('heap of the window', 'MB', [heap]),
      ],
      verdicts: [
        judge({
          row: 'rate',
          what: `${bytes}-byte lines a second, recorded, a window open on the tail`,
          values: rates,
          unit: '/s',
          goal: { atLeast: 2_000_000 },
        }),
        judge({
          row: 'frames',
          what: `frames within ${frameMs} ms of the one before, ${scrolled}`,
          values: [within(frameMs)],
          unit: '%',
          goal: { atLeast: 95 },
        }),
        judge({
          row: 'frames none left out',
          what: `frames within ${leftOutMs.toFixed(1)} ms, ${scrolled}`,
          values: [within(leftOutMs)],
          unit: '%',
          goal: null,
        }),
      ],
      skipped: [],
    }
  } finally {
    await workbench.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/** Lines over one stream while a window shows the last of them; then the same log is scrolled while more arrive. */
export const framed: Scenario = { name: 'framed', title: 'Framed messages with a window on the tail', run }
