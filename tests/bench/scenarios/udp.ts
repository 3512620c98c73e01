import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BenchProcess } from '../bench-process'
import { figure, runRounds, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'

const datagramBytes = 64
const receiveBuffer = 4 * 1_024 * 1_024
/** What is in the socket's buffer when the sender ends is read within this time, ms. */
const settle = 500
const units = { received: '/s', 'share received': '%', sent: '/s' } as const

async function receive(
  receiver: BenchProcess,
  datagrams: number,
  rate: number,
): Promise<Readonly<Record<string, number>>> {
  const { port } = await receiver.waitFor('listening')
  const sender = BenchProcess.program('udp-sender', [port, datagrams, datagramBytes, rate].map(String))
  const { seconds } = await sender.waitFor('sent')
  await sender.exited
  await wait(settle)
  const ended = receiver.end()
  const received = (await receiver.waitFor('summary'))['records'] as number
  await ended
  return {
    received: received / (seconds as number),
    'share received': (received / datagrams) * 100,
    sent: datagrams / (seconds as number),
  }
}

function candidates(folder: string, datagrams: number, rate: number): Candidate[] {
  const captures = join(folder, 'captures')
  return [
    {
      name: 'sockwright',
      async round() {
        const args = ['udp', '127.0.0.1:0', '--capture', captures, '--json', '--quiet']
        const figures = await receive(BenchProcess.sockwright(join(folder, 'data'), args), datagrams, rate)
        await rm(captures, { recursive: true })
        return figures
      },
    },
    {
      name: 'node',
      round: () => receive(BenchProcess.program('udp-sink', [String(receiveBuffer)]), datagrams, rate),
    },
  ]
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const datagrams = short ? 200_000 : 1_000_000
  const measurements = await runRounds(candidates(folder, datagrams, 0), short ? 3 : 5, units, surroundings)
  const ratio = figure(measurements, 'sockwright', 'received') / figure(measurements, 'node', 'received')
  const verdict = {
    what: 'datagrams recorded against those that a bare Node socket receives',
    value: ratio,
    unit: '×',
    goal: 'at least 0.8',
    met: ratio >= 0.8,
  }
  return { measurements, verdicts: [verdict], skipped: [] }
}

/** Datagrams of 64 bytes as fast as one sender can. */
export const udp: Scenario = { name: 'udp', title: 'UDP datagrams', run }
