import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BenchProcess } from '../bench-process'
import { residentBytes } from '../process-usage'
import { runRounds, valuesOf, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'
import { judge } from '../verdict'

/** What closures and buffers of the beginning leave behind is gone by then, ms. */
const settle = 1_500
const units = { memory: 'KB' } as const

async function memoryPerClient(
  server: BenchProcess,
  clients: number,
): Promise<Readonly<Record<string, number>>> {
  const port = (await server.waitFor('listening'))['port'] as number
  await wait(settle)
  const before = await residentBytes(server.pid)
  const holder = BenchProcess.program('hold-clients', [port, clients].map(String))
  await holder.waitFor('connected')
  await wait(settle)
  const after = await residentBytes(server.pid)
  await holder.end()
  await server.end()
  return { memory: (after - before) / clients / 1_000 }
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const clients = short ? 2_000 : 10_000
  const captures = join(folder, 'captures')
  const candidates: Candidate[] = [
    {
      name: 'sockwright',
      async round() {
        const args = ['listen', 'tcp://127.0.0.1:0', '--capture', captures, '--json', '--quiet']
        const listener = BenchProcess.sockwright(join(folder, 'data'), args)
        const figures = await memoryPerClient(listener, clients)
        await rm(captures, { recursive: true })
        return figures
      },
    },
    { name: 'node', round: () => memoryPerClient(BenchProcess.program('tcp-hold', []), clients) },
  ]
  const measurements = await runRounds(candidates, short ? 1 : 3, units, surroundings)
  const bare = valuesOf(measurements, 'node', 'memory')
  const values = valuesOf(measurements, 'sockwright', 'memory').map((one, round) => one - bare[round]!)
  const what = `memory of each of ${clients.toLocaleString('en-US')} clients on top of bare Node`
  return {
    measurements,
    verdicts: [judge({ row: 'memory', what, values, unit: 'KB', goal: { atMost: 20 } })],
    skipped: [],
  }
}

/** Clients that are connected and silent: what each takes of the process's memory. */
export const clients: Scenario = { name: 'clients', title: 'Connected clients', run }
