import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BenchProcess } from '../bench-process'
import { datagramSender, type DatagramSender } from '../datagram-sender'
import { figure, ratio, runRounds, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'

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
  const flood = { start, datagrams: short ? 300_000 : 2_000_000, rate: 0 }
  const steady = { start, datagrams: short ? 300_000 : 1_500_000, rate: steadyRate }
  const rounds = short ? 2 : 5
  const measurements = [
    ...(await runRounds(candidates(folder, flood, ', flood'), rounds, units, surroundings)),
    ...(await runRounds(candidates(folder, steady, ', steady'), rounds, units, surroundings)),
  ]
  const recorded = ratio(measurements, 'sockwright, flood', 'node, flood', 'received')
  const lost = figure(measurements, 'sockwright, steady', 'lost')
  return {
    measurements,
    verdicts: [
      {
        what: 'datagrams recorded in a flood against those that a bare Node socket receives',
        value: recorded,
        unit: '×',
        goal: 'at least 0.8',
        met: recorded >= 0.8,
      },
      {
        what: `lost at ${steadyRate.toLocaleString('en-US')} datagrams a second`,
        value: lost,
        unit: '%',
        goal: 'none',
        met: lost === 0,
      },
    ],
    skipped: language === 'C' ? [] : ['no C compiler: the Node sender may be slower than the receivers'],
  }
}

/** Datagrams of 64 bytes: as fast as they can be sent, and at a steady rate. */
export const udp: Scenario = { name: 'udp', title: 'UDP datagrams', run }
