/**
 * Measures the built program beside bare ones. `--short`: small sizes. `--only NAME`: one scenario, may be repeated.
 * `--folder DIR`: measure the disk that holds DIR. Ends with 1 where a scenario could not be carried out; a goal that
 * is missed is printed and changes nothing.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { format } from './rounds'
import type { Scenario, ScenarioResult } from './scenario'
import { records } from './scenarios/records'
import { tcpEcho } from './scenarios/tcp-echo'
import { tcpStream } from './scenarios/tcp-stream'
import { udp } from './scenarios/udp'
import { windowUnderLoad } from './scenarios/window'

const scenarios: readonly Scenario[] = [tcpStream, tcpEcho, udp, windowUnderLoad, records]

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    folder: { type: 'string', default: tmpdir() },
  },
})

function print(scenario: Scenario, { measurements, verdicts, skipped }: ScenarioResult): void {
  for (const { candidate, what, value, unit } of measurements) {
    console.log(`  ${candidate.padEnd(12)} ${what.padEnd(16)} ${format(value).padStart(10)} ${unit}`)
  }
  for (const { what, value, unit, goal, met } of verdicts) {
    const outcome = met === null ? '' : ` (goal: ${goal}; ${met ? 'met' : 'MISSED'})`
    console.log(`  ${scenario.name}: ${what}: ${format(value)} ${unit}${outcome}`)
  }
  for (const reason of skipped) console.log(`  skipped: ${reason}`)
}

async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const folder = await mkdtemp(join(options.folder, 'sockwright-bench-'))
  try {
    return await scenario.run({
      short: options.short,
      folder,
      log: (line) => console.log(`    ${line}`),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const chosen = scenarios.filter(({ name }) => options.only === undefined || options.only.includes(name))
if (chosen.length === 0) throw new Error(`scenarios are ${scenarios.map(({ name }) => name).join(', ')}`)

const results: Record<string, ScenarioResult | { readonly failed: string }> = {}
for (const scenario of chosen) {
  console.log(`\n${scenario.title} (${scenario.name})`)
  try {
    const result = await runScenario(scenario)
    results[scenario.name] = result
    print(scenario, result)
  } catch (error) {
    results[scenario.name] = { failed: String(error) }
    console.error(`  ${scenario.name} could not be carried out: ${String(error)}`)
    process.exitCode = 1
  }
}

const machine = {
  platform: `${platform()} ${release()} ${arch()}`,
  processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  memory: totalmem(),
  node: process.version,
}
const resultsFolder = join(import.meta.dirname, 'results')
await mkdir(resultsFolder, { recursive: true })
const at = new Date().toISOString()
const file = join(resultsFolder, `${at.replaceAll(':', '-')}.json`)
await writeFile(file, `${JSON.stringify({ at, short: options.short, machine, results }, null, 2)}\n`)
console.log(`\nwritten to ${file}`)
