import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchProcess } from '../bench-process'
import { ratios, runRounds, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'
import { judge } from '../verdict'

const messageBytes = 64
const units = { median: 'µs', p99: 'µs' } as const

async function roundTrips(server: BenchProcess, messages: number): Promise<Readonly<Record<string, number>>> {
  const { port } = await server.waitFor('listening')
  const client = BenchProcess.program('echo-client', [String(port), String(messages), String(messageBytes)])
  const done = await client.waitFor('done')
  await client.exited
  await server.end()
  return { median: done['median'] as number, p99: done['p99'] as number }
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const messages = short ? 10_000 : 50_000
  const captures = join(folder, 'captures')
  const candidates: Candidate[] = [
    {
      name: 'sockwright',
      async round() {
        const args = ['listen', 'tcp://127.0.0.1:0', '--echo', '--capture', captures, '--json', '--quiet']
        const server = BenchProcess.sockwright(join(folder, 'data'), args)
        const figures = await roundTrips(server, messages)
        const summary = await server.waitFor('summary')
        if (summary['records'] !== messages * 2)
          throw new Error(`recorded ${String(summary['records'])} messages`)
        await rm(captures, { recursive: true })
        return figures
      },
    },
    { name: 'node', round: () => roundTrips(BenchProcess.program('tcp-echo', []), messages) },
  ]
  const measurements = await runRounds(candidates, short ? 3 : 7, units, surroundings)
  const verdict = judge({
    row: 'round trip',
    what: 'round trip against a bare Node echo',
    values: ratios(measurements, 'sockwright', 'node', 'median'),
    unit: '×',
    goal: { atMost: 1.15 },
  })
  return { measurements, verdicts: [verdict], skipped: [] }
}

/** Round trips of 64 bytes, one after the other, recorded in both directions. */
export const tcpEcho: Scenario = { name: 'tcp-echo', title: 'Echo round trip', run }
