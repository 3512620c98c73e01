import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BenchProcess } from '../bench-process'
import { datagramSender, type DatagramSender } from '../datagram-sender'
import { ratios, runRounds, valuesOf, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'
import { judge } from '../verdict'

const bytes = 64
const receiveBuffer = 4 * 1_024 * 1_024
/** What is in the socket's buffer when the sender ends is read within this time, ms. */
const settle = 500
/** Datagrams a second that are to arrive without loss. */
const steadyRate = 150_000
const units = { received: '/s', lost: '%', sent: '/s' } as const

interface Load {
  readonly start: DatagramSender
  readonly datagrams: number
  readonly rate: number
}

async function receive(receiver: BenchProcess, load: Load): Promise<Readonly<Record<string, number>>> {
  const port = (await receiver.waitFor('listening'))['port'] as number
  const sender = load.start({ port, datagrams: load.datagrams, bytes, rate: load.rate })
  const seconds = (await sender.waitFor('sent'))['seconds'] as number
  await sender.exited
  await wait(settle)
  const ended = receiver.end()
  const received = (await receiver.waitFor('summary'))['records'] as number
  await ended
  return {
    received: received / seconds,
    lost: (1 - received / load.datagrams) * 100,
    sent: load.datagrams / seconds,
  }
}

function candidates(folder: string, load: Load, name: string): Candidate[] {
  const captures = join(folder, 'captures')
  return [
    {
      name: `sockwright${name}`,
      async round() {
        const args = ['udp', '127.0.0.1:0', '--capture', captures, '--json', '--quiet']
        const figures = await receive(BenchProcess.sockwright(join(folder, 'data'), args), load)
        await rm(captures, { recursive: true })
        return figures
      },
    },
    {
      name: `node${name}`,
      round: () => receive(BenchProcess.program('udp-sink', [String(receiveBuffer)]), load),
    },
  ]
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const { start, language } = await datagramSender(folder)
  const flood = { start, datagrams: short ? 200_000 : 2_000_000, rate: 0 }
  const steady = { start, datagrams: short ? 300_000 : 1_500_000, rate: steadyRate }
  const rounds = short ? 1 : 5
  const measurements = [
    ...(await runRounds(candidates(folder, flood, ', flood'), rounds, units, surroundings)),
    ...(await runRounds(candidates(folder, steady, ', steady'), rounds, units, surroundings)),
  ]
  return {
    measurements,
    verdicts: [
      judge({
        row: 'flood',
        what: 'datagrams recorded in a flood against those that a bare Node socket receives',
        values: ratios(measurements, 'sockwright, flood', 'node, flood', 'received'),
        unit: '×',
        goal: { atLeast: 0.8 },
      }),
      judge({
        row: 'lost',
        what: `lost at ${steadyRate.toLocaleString('en-US')} datagrams a second`,
        values: valuesOf(measurements, 'sockwright, steady', 'lost'),
        unit: '%',
        goal: { atMost: 0 },
      }),
      judge({
        row: 'lost by Node',
        what: 'the same of a bare Node socket',
        values: valuesOf(measurements, 'node, steady', 'lost'),
        unit: '%',
        goal: null,
        better: 'lower',
      }),
    ],
    skipped: language === 'C' ? [] : ['no C compiler: the Node sender may be slower than the receivers'],
  }
}

/** Datagrams of 64 bytes: as fast as they can be sent, and at a steady rate. */
export const udp: Scenario = { name: 'udp', title: 'UDP datagrams', run }
