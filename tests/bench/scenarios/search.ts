import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isInstalled } from '../installed'
import { ratios, runRounds, valuesOf, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario, Verdict } from '../scenario'
import { rareWord, seedCapture, seededBytes, seededPeers } from '../seed-data'
import { ServedEngine } from '../served-engine'
import { judge } from '../verdict'

const units = { time: 'ms' } as const

/** What is looked for, and what makes `rg` look for the same. */
const searches = [
  { name: 'rare text', filter: `text:${rareWord}`, rg: ['-i', rareWord] },
  { name: 'rare bytes', filter: `hex:${Buffer.from(rareWord).toString('hex')}`, rg: [rareWord] },
  { name: 'no text', filter: 'text:zzzqqq', rg: ['-i', 'zzzqqq'] },
] as const

async function timed(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const from = performance.now()
  await work()
  return { time: performance.now() - from }
}

function ripgrep(args: readonly string[], file: string): Promise<unknown> {
  // 1: nothing was found.
  return promisify(execFile)('rg', ['-c', '--text', ...args, file]).catch((thrown: unknown) => {
    if ((thrown as { code?: unknown }).code !== 1) throw thrown
  })
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const messages = ((short ? 64 : 1_024) * 1_024 * 1_024) / seededBytes
  const dataFolder = join(folder, 'data')
  const capture = await seedCapture(dataFolder, messages)
  const engine = await ServedEngine.start(dataFolder)
  const hasRipgrep = isInstalled('rg')
  try {
    // The thread for queries starts with the first.
    await engine.search(capture, 'kind:event')
    const candidates = searches.flatMap(({ name, filter, rg }): Candidate[] => [
      { name: `sockwright, ${name}`, round: () => timed(() => engine.search(capture, filter)) },
      ...(hasRipgrep
        ? [{ name: `rg, ${name}`, round: () => timed(() => ripgrep(rg, join(capture, 'payload.bin'))) }]
        : []),
    ])
    const byIndex: Candidate = {
      name: 'sockwright, peer',
      round: () => timed(() => engine.search(capture, `peer:1-${seededPeers / 2}`)),
    }
    const measurements = await runRounds([...candidates, byIndex], short ? 1 : 5, units, surroundings)
    const verdicts: Verdict[] = searches.map(({ name }) =>
      hasRipgrep
        ? judge({
            row: name,
            what: `time to find ${name} in ${messages.toLocaleString('en-US')} lines against rg`,
            values: ratios(measurements, `sockwright, ${name}`, `rg, ${name}`, 'time'),
            unit: '×',
            goal: { atMost: 1 },
          })
        : judge({
            row: `${name}, time`,
            what: `time to find ${name} in ${messages.toLocaleString('en-US')} lines`,
            values: valuesOf(measurements, `sockwright, ${name}`, 'time'),
            unit: 'ms',
            goal: null,
            better: 'lower',
          }),
    )
    const peer = judge({
      row: 'peer',
      what: `time to filter ${messages.toLocaleString('en-US')} records by peer`,
      values: valuesOf(measurements, 'sockwright, peer', 'time'),
      unit: 'ms',
      goal: null,
      better: 'lower',
    })
    return {
      measurements,
      verdicts: [...verdicts, peer],
      skipped: hasRipgrep ? [] : ['rg is not installed'],
    }
  } finally {
    await engine.stop()
  }
}

/** A search through 1 GiB of lines, with an engine that runs and files in the system's cache. */
export const search: Scenario = { name: 'search', title: 'Search 1 GiB', run }
