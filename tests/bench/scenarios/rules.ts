import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchProcess } from '../bench-process'
import { peakResidentBytes } from '../process-usage'
import { ratios, runRounds, valuesOf, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'
import { judge } from '../verdict'

const bytes = 64
const units = { median: 'µs', p99: 'µs', answered: '/s', 'peak memory': 'MB' } as const

/** Answers every message of {@link bytes} bytes with as many. */
async function rulesFile(folder: string): Promise<string> {
  const path = join(folder, 'rules.json')
  const text = 'x'.repeat(bytes)
  const rule = {
    name: 'answer',
    trigger: { when: 'message', match: { by: 'contains', text: 'x' } },
    actions: [{ do: 'reply', payload: { form: 'text', text, lineEnding: 'none' } }],
  }
  const other = {
    ...rule,
    name: 'lines',
    trigger: { when: 'message', match: { by: 'contains', text: 'dev' } },
  }
  await writeFile(path, JSON.stringify({ which: 'first', rules: [rule, other] }))
  return path
}

function listen(folder: string, rules: string, framing: string): BenchProcess {
  const flags = [
    '--rules',
    rules,
    '--frame',
    framing,
    '--capture',
    join(folder, 'captures'),
    '--json',
    '--quiet',
  ]
  return BenchProcess.sockwright(join(folder, 'data'), ['listen', 'tcp://127.0.0.1:0', ...flags])
}

async function roundTrips(server: BenchProcess, messages: number): Promise<Readonly<Record<string, number>>> {
  const { port } = await server.waitFor('listening')
  const client = BenchProcess.program('echo-client', [port, messages, bytes].map(String))
  const done = await client.waitFor('done')
  await client.exited
  await server.end()
  return { median: done['median'] as number, p99: done['p99'] as number }
}

/** Lines as fast as they are taken; how many a second were answered. */
async function answers(
  folder: string,
  rules: string,
  lines: number,
): Promise<Readonly<Record<string, number>>> {
  const server = listen(folder, rules, 'line')
  const { port } = await server.waitFor('listening')
  const sender = BenchProcess.program('line-flood', [port, lines, bytes].map(String))
  const startedAt = BigInt((await sender.waitFor('sending'))['startedAt'] as string)
  await sender.waitFor('sent')
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
  const peak = await peakResidentBytes(server.pid)
  await sender.end()
  await server.end()
  const summary = await server.waitFor('summary')
  if (summary['sent'] !== lines * bytes) throw new Error(`answered ${String(summary['sent'])} bytes`)
  return { answered: lines / seconds, 'peak memory': peak / 1e6 }
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const messages = short ? 10_000 : 50_000
  const lines = short ? 200_000 : 2_000_000
  const rules = await rulesFile(folder)
  const cleaned = async (work: Promise<Readonly<Record<string, number>>>) => {
    const figures = await work
    await rm(join(folder, 'captures'), { recursive: true, force: true })
    return figures
  }
  const candidates: Candidate[] = [
    { name: 'sockwright', round: () => cleaned(roundTrips(listen(folder, rules, 'none'), messages)) },
    { name: 'node', round: () => roundTrips(BenchProcess.program('tcp-echo', []), messages) },
    { name: 'flood', round: () => cleaned(answers(folder, rules, lines)) },
    { name: 'flood twice as long', round: () => cleaned(answers(folder, rules, 2 * lines)) },
  ]
  const measurements = await runRounds(candidates, short ? 1 : 3, units, surroundings)
  const verdicts = [
    judge({
      row: 'rate',
      what: `${bytes}-byte lines answered by a rule on one connection, recorded both ways`,
      values: valuesOf(measurements, 'flood', 'answered'),
      unit: '/s',
      goal: { atLeast: 100_000 },
    }),
    judge({
      row: 'memory',
      what: 'peak memory of twice as many answers',
      values: ratios(measurements, 'flood twice as long', 'flood', 'peak memory'),
      unit: '×',
      goal: { atMost: 1.1 },
    }),
    judge({
      row: 'round trip',
      what: 'round trip of a rule reply against a bare Node echo',
      values: ratios(measurements, 'sockwright', 'node', 'median'),
      unit: '×',
      goal: { atMost: 1.3 },
    }),
  ]
  return { measurements, verdicts, skipped: [] }
}

/** A rule that answers: how fast, and how soon. */
export const rules: Scenario = { name: 'rules', title: 'Rules that answer', run }
