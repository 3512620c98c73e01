import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BenchProcess } from '../bench-process'
import { isInstalled } from '../installed'
import { peakResidentBytes } from '../process-usage'
import { ratios, runRounds, valuesOf, type Candidate } from '../rounds'
import type { BenchSurroundings, Scenario } from '../scenario'
import { judge } from '../verdict'

const mebibyte = 1_024 * 1_024
const units = { throughput: 'MB/s', 'peak memory': 'MB' } as const

async function makeFile(path: string, bytes: number): Promise<void> {
  const block = Buffer.alloc(mebibyte, 'abcdefghijklmnopqrstuvwxyz0123456789\n')
  const blocks = Array.from({ length: bytes / mebibyte }, () => block)
  await pipeline(Readable.from(blocks, { objectMode: true, highWaterMark: 1 }), createWriteStream(path))
}

/** Has `start` send the file to a bare sink; MB/s from the first byte to the last. */
async function sent(
  bytes: number,
  start: (port: number) => BenchProcess,
): Promise<Readonly<Record<string, number>>> {
  const sink = BenchProcess.program('byte-sink', [String(bytes)])
  const { port } = await sink.waitFor('listening')
  const sender = start(port as number)
  const received = await sink.waitFor('received')
  // A program that ends with its file has no memory left to ask for.
  const peak = (await peakResidentBytes(sender.pid)) / 1e6
  await sink.end()
  await sender.end()
  const throughput = bytes / (received['seconds'] as number) / 1e6
  return Number.isNaN(peak) ? { throughput } : { throughput, 'peak memory': peak }
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const bytes = (short ? 128 : 1_024) * mebibyte
  const file = join(folder, 'file.bin')
  const captures = join(folder, 'captures')
  await makeFile(file, bytes)
  const hasSocat = isInstalled('socat')
  const candidates: Candidate[] = [
    {
      name: 'sockwright',
      async round() {
        const flags = ['--send-file', file, '--capture', captures, '--json', '--quiet']
        const figures = await sent(bytes, (port) =>
          BenchProcess.sockwright(join(folder, 'data'), ['connect', `tcp://127.0.0.1:${port}`, ...flags]),
        )
        await rm(captures, { recursive: true })
        return figures
      },
    },
  ]
  if (hasSocat) {
    candidates.push({
      name: 'socat',
      round: () =>
        sent(bytes, (port) => BenchProcess.start('socat', ['-u', `FILE:${file}`, `TCP:127.0.0.1:${port}`])),
    })
  }
  const measurements = await runRounds(candidates, short ? 1 : 5, units, surroundings, bytes)
  const memory = judge({
    row: 'memory',
    what: 'peak memory while a file is sent and recorded',
    values: valuesOf(measurements, 'sockwright', 'peak memory'),
    unit: 'MB',
    goal: { atMost: 200 },
  })
  if (!hasSocat) return { measurements, verdicts: [memory], skipped: ['socat is not installed'] }
  const throughput = judge({
    row: 'throughput',
    what: 'a file sent and recorded, against socat FILE TCP, which records nothing',
    values: ratios(measurements, 'sockwright', 'socat', 'throughput'),
    unit: '×',
    goal: { atLeast: 0.8 },
  })
  return { measurements, verdicts: [throughput, memory], skipped: [] }
}

/** One file to one peer over loopback, recorded by its chunks. */
export const sendFile: Scenario = { name: 'send-file', title: 'A file to one peer', run }
