import { join } from 'node:path'
import { Workbench } from '../../e2e/workbench'
import { BenchProcess } from '../bench-process'
import { clickFigures, clickRows } from '../clicked-rows'
import { freePort } from '../free-port'
import type { BenchSurroundings, Scenario } from '../scenario'
import { seedLineWorkspace } from '../seed-data'
import { judge } from '../verdict'
import { byTestId, logFigure, untilLog } from '../window-probe'

const endpoint = 'load'
const bytes = 64
/** Messages a second while it is clicked. */
const rate = 100_000
const goalMs = 100

async function run({ short, folder, log }: BenchSurroundings) {
  const clicks = short ? 15 : 60
  const port = await freePort()
  const workspace = await seedLineWorkspace(join(folder, 'data', 'workspaces'), endpoint, port)
  const workbench = await Workbench.start({
    dataFolder: join(folder, 'data'),
    arguments: ['--workspace', workspace],
  })
  try {
    const page = await workbench.open()
    await page.locator(byTestId(`endpoint-node-${endpoint}`)).click()
    await page.locator(byTestId('endpoint-start')).click()
    await page.locator(`${byTestId(`endpoint-node-${endpoint}`)}[data-state="listening"]`).waitFor()

    const sender = BenchProcess.program('line-sender', [port, rate, bytes].map(String))
    await untilLog(page, 'data-total', (rows) => rows >= rate / 10)
    const before = { total: await logFigure(page, 'data-total'), at: performance.now() }
    const busy = await clickRows(page, clicks)
    const seconds = (performance.now() - before.at) / 1_000
    const recorded = ((await logFigure(page, 'data-total')) - before.total) / seconds
    await sender.end()
    log(`${Math.round(recorded)} messages a second in the log meanwhile`)

    const slowest = Math.max(...busy)
    return {
      measurements: [
        ...clickFigures(busy),
        { candidate: 'click', what: 'messages', unit: '/s', value: recorded, values: [recorded] },
      ],
      verdicts: [
        judge({
          row: 'slowest click',
          what: `slowest of ${clicks} clicks on a row until the inspector shows it, at ${Math.round(recorded).toLocaleString('en-US')} messages a second`,
          values: [slowest],
          unit: 'ms',
          goal: { atMost: goalMs },
        }),
        judge({
          row: 'rate',
          what: 'messages a second meanwhile',
          values: [recorded],
          unit: '/s',
          goal: { atLeast: rate * 0.95 },
        }),
      ],
      skipped: [],
    }
  } finally {
    await workbench.stop()
  }
}

/** How soon the window answers while 100,000 messages a second arrive, are recorded, and scroll by. */
export const windowUnderLoad: Scenario = { name: 'window', title: 'The window under load', run }
