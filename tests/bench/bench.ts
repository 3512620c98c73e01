/**
 * Measures the built program beside bare ones. `--short`: small sizes. `--only NAME`: one scenario, may be repeated.
 * `--folder DIR`: measure the disk that holds DIR. `--keep`: later runs are compared with this one. Ends with 1 where a
 * scenario could not be carried out; a goal that is missed is printed and changes nothing.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, keepBaseline, readBaseline } from './baseline'
import { printResult, printTable, type TableRow } from './bench-table'
import { isInstalled } from './installed'
import type { Scenario, ScenarioResult } from './scenario'
import { clients } from './scenarios/clients'
import { framed } from './scenarios/framed'
import { records } from './scenarios/records'
import { relay } from './scenarios/relay'
import { manyRepeats } from './scenarios/repeats'
import { rules } from './scenarios/rules'
import { search } from './scenarios/search'
import { sendFile } from './scenarios/send-file'
import { start } from './scenarios/start'
import { tcpEcho } from './scenarios/tcp-echo'
import { tcpStream } from './scenarios/tcp-stream'
import { udp } from './scenarios/udp'
import { windowUnderLoad } from './scenarios/window'

const scenarios: readonly Scenario[] = [
  tcpStream,
  framed,
  udp,
  tcpEcho,
  rules,
  manyRepeats,
  sendFile,
  clients,
  relay,
  records,
  search,
  start,
  windowUnderLoad,
]
/** Programs that some scenarios compare with. */
const others = ['socat', 'ncat', 'rg', 'redis-server', 'haproxy']

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
  },
})

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

const baseline = await readBaseline()
const results: Record<string, ScenarioResult> = {}
const failed: Record<string, string> = {}
const rows: TableRow[] = []
for (const { name, title, run } of chosen) {
  console.log(`\n${title} (${name})`)
  const startedAt = performance.now()
  try {
    const result = await runScenario({ name, title, run })
    results[name] = result
    printResult(result)
    for (const verdict of result.verdicts) {
      rows.push({ scenario: name, verdict, comparison: compare(baseline, options.short, name, verdict) })
    }
  } catch (error) {
    failed[name] = String(error)
    console.error(`  ${name} could not be carried out: ${String(error)}`)
    process.exitCode = 1
  }
  console.log(`  took ${Math.round((performance.now() - startedAt) / 1_000)} s`)
}
printTable(rows)
const absent = others.filter((program) => !isInstalled(program))
if (absent.length > 0) console.log(`not installed, so not compared with: ${absent.join(', ')}`)

const machine = {
  platform: `${platform()} ${arch()}`,
  processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  memory: totalmem(),
  node: process.version,
}
const resultsFolder = join(import.meta.dirname, 'results')
await mkdir(resultsFolder, { recursive: true })
const at = new Date().toISOString()
const file = join(resultsFolder, `${at.replaceAll(':', '-')}.json`)
const run = { at, short: options.short, machine }
await writeFile(file, `${JSON.stringify({ ...run, absent, results, failed }, null, 2)}\n`)
console.log(`written to ${file}`)
if (options.keep) await keepBaseline(run, results, baseline)
