import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Caller } from '../../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../src/shared/contract/engine-contract'
import { connect as callsOf, splitChannel } from '../../../src/shared/contract/link'
import { Workbench } from '../../e2e/workbench'
import { openSocketLink } from '../../support/socket-link'
import { clickFigures, clickRows } from '../clicked-rows'
import { freePort } from '../free-port'
import type { BenchSurroundings, Measurement, Scenario } from '../scenario'
import { seedLineWorkspace } from '../seed-data'
import { quantile } from '../statistics'
import { judge } from '../verdict'
import { byTestId, untilLog } from '../window-probe'

const endpoint = 'load'
const repeats = 1_000
/** ms between two sendings of one repeat. */
const everyMs = 100

/** The engine behind a window, called as another window calls it. */
type Calls = Caller<EngineCalls, EngineEvents>

async function startRepeats(calls: Calls): Promise<void> {
  const payload = { form: 'text', text: 'tick {{seq}}', lineEnding: 'lf' } as const
  const target = { to: 'peers', peers: 'all' } as const
  const plan = { endpoint, target, payload, everyMs, until: { is: 'stopped' } } as const
  for (let count = 0; count < repeats; count += 1) await calls.call('repeat.start', plan)
}

/** How far each repeat, which has ended, was from its rate from its first sending to its last, %. */
async function deviations(calls: Calls): Promise<readonly number[]> {
  const { rows } = await calls.call('runs.list', { from: 0, count: repeats })
  return rows.map((row) => {
    if (row.kind !== 'repeat' || row.achievedRate === null) throw new Error('a repeat has no rate')
    return Math.abs(row.achievedRate / row.wantedRate - 1) * 100
  })
}

async function run({ short, folder, log }: BenchSurroundings) {
  const port = await freePort()
  const workspace = await seedLineWorkspace(join(folder, 'data', 'workspaces'), endpoint, port)
  const workbench = await Workbench.start({
    dataFolder: join(folder, 'data'),
    arguments: ['--workspace', workspace],
  })
  let peer: Socket | null = null
  try {
    const page = await workbench.open()
    await page.locator(byTestId(`endpoint-node-${endpoint}`)).click()
    await page.locator(byTestId('endpoint-start')).click()
    await page.locator(`${byTestId(`endpoint-node-${endpoint}`)}[data-state="listening"]`).waitFor()
    peer = connect(port, '127.0.0.1').resume()
    await once(peer, 'connect')
    const calls: Calls = callsOf(splitChannel(await openSocketLink(workbench.url)).engine)
    await startRepeats(calls)
    await untilLog(page, 'data-total', (rows) => rows >= repeats)
    const clicked = await clickRows(page, short ? 15 : 60)
    await calls.call('runs.stopAll', {})
    const off = await deviations(calls)
    const [slowest, worst] = [Math.max(...clicked), Math.max(...off)]
    log(`off by at most ${worst.toFixed(2)} %; the slowest click took ${slowest.toFixed(1)} ms`)
    const rates: Measurement = {
      candidate: 'repeats',
      what: 'off',
      unit: '%',
      value: quantile(off, 0.5),
      values: off,
    }
    return {
      measurements: [rates, ...clickFigures(clicked)],
      verdicts: [
        judge({
          row: 'rate',
          what: `of ${repeats} repeats every ${everyMs} ms, how far the worst is from its rate`,
          values: [worst],
          unit: '%',
          goal: { atMost: 2 },
        }),
        judge({
          row: 'slowest click',
          what: `slowest of ${clicked.length} clicks on a row until the inspector shows it, meanwhile`,
          values: [slowest],
          unit: 'ms',
          goal: { atMost: 100 },
        }),
      ],
      skipped: [],
    }
  } finally {
    peer?.destroy()
    await workbench.stop()
  }
}

/** Many repeats at once: do they keep their rates, and can a person work in the window meanwhile? */
export const manyRepeats: Scenario = { name: 'repeats', title: 'A thousand repeats at once', run }
