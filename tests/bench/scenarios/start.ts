import { join } from 'node:path'
import { Workbench } from '../../e2e/workbench'
import type { BenchSurroundings, Measurement, Scenario } from '../scenario'
import { median } from '../statistics'
import { judge } from '../verdict'

async function run({ short, folder, log }: BenchSurroundings) {
  const values: number[] = []
  for (let round = 0; round < (short ? 2 : 7); round += 1) {
    const workbench = await Workbench.start({ dataFolder: join(folder, `data-${round}`) })
    try {
      const from = performance.now()
      await workbench.open()
      values.push(performance.now() - from)
      log(`round ${round + 1}: ${Math.round(values.at(-1)!)} ms`)
    } finally {
      await workbench.stop()
    }
  }
  const measurement: Measurement = {
    candidate: 'window',
    what: 'usable',
    unit: 'ms',
    value: median(values),
    values,
  }
  const what = 'from the address being there until the window is usable'
  return {
    measurements: [measurement],
    verdicts: [judge({ row: 'usable', what, values, unit: 'ms', goal: { atMost: 1_000 } })],
    skipped: [],
  }
}

/** A new data folder, a running browser: how soon the window is there once the engine is. */
export const start: Scenario = { name: 'start', title: 'Start', run }
