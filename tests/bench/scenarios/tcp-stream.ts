import { readdirSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchProcess } from '../bench-process'
import { freePort } from '../free-port'
import { isInstalled } from '../installed'
import { ratios, runRounds, type Candidate } from '../rounds'
import type { BenchSurroundings, Measurement, Scenario, Verdict } from '../scenario'
import { judge } from '../verdict'

const mebibyte = 1_024 * 1_024
const chunkBytes = 64 * 1_024
const units = { throughput: 'MB/s', 'to last byte': 'MB/s' } as const

/** Starts a receiver, sends one stream to it, and checks that the whole of it is in the file. */
async function transfer(
  bytes: number,
  receiver: { port: number; done: () => Promise<unknown>; file: () => string },
): Promise<Readonly<Record<string, number>>> {
  const sender = BenchProcess.program('tcp-sender', [receiver.port, bytes, chunkBytes].map(String))
  const sent = await sender.waitFor('sent')
  await receiver.done()
  const seconds = Number(process.hrtime.bigint() - BigInt(sent['startedAt'] as string)) / 1e9
  await sender.exited
  const { size } = await stat(receiver.file())
  if (size !== bytes) throw new Error(`${receiver.file()} holds ${size} of ${bytes} bytes`)
  return { throughput: bytes / seconds / 1e6, 'to last byte': bytes / (sent['seconds'] as number) / 1e6 }
}

function sockwright(bytes: number, folder: string): Candidate {
  const captures = join(folder, 'captures')
  return {
    name: 'sockwright',
    async round() {
      const args = ['listen', 'tcp://127.0.0.1:0', '--capture', captures, '--json', '--quiet']
      const listener = BenchProcess.sockwright(join(folder, 'data'), args)
      const { port } = await listener.waitFor('listening')
      let capture = ''
      let ended = Promise.resolve()
      const figures = await transfer(bytes, {
        port: port as number,
        async done() {
          ended = listener.end()
          const summary = await listener.waitFor('summary')
          if (summary['recorded'] !== bytes) throw new Error(`recorded ${String(summary['recorded'])} bytes`)
          capture = summary['capture'] as string
        },
        file: () => join(capture, 'payload.bin'),
      })
      await ended
      await rm(captures, { recursive: true })
      return figures
    },
  }
}

function nodeSink(bytes: number, folder: string): Candidate {
  const file = join(folder, 'node-sink.bin')
  return {
    name: 'node',
    async round() {
      const sink = BenchProcess.program('tcp-sink', [file])
      const { port } = await sink.waitFor('listening')
      const done = () => sink.waitFor('summary')
      const figures = await transfer(bytes, { port: port as number, done, file: () => file })
      await sink.exited
      await rm(file)
      return figures
    },
  }
}

/** A program that is told a port and a file, says on stderr that it listens, and ends with the connection. */
function foreignSink(
  name: string,
  bytes: number,
  folder: string,
  start: (port: number, file: string) => BenchProcess,
): Candidate {
  const file = join(folder, `${name}.bin`)
  return {
    name,
    async round() {
      const port = await freePort()
      const sink = start(port, file)
      await sink.waitForError('istening on')
      const figures = await transfer(bytes, { port, done: () => sink.exited, file: () => file })
      await rm(file)
      return figures
    },
  }
}

const foreignSinks: Readonly<Record<string, (port: number, file: string) => BenchProcess>> = {
  socat: (port, file) =>
    BenchProcess.start('socat', [
      '-d',
      '-d',
      '-u',
      '-b65536',
      `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`,
      `CREATE:${file}`,
    ]),
  ncat: (port, file) =>
    BenchProcess.start('sh', ['-c', 'exec ncat -v --recv-only -l 127.0.0.1 "$0" > "$1"', String(port), file]),
}

/** The others do not sync, so what counts is when everything was received. */
function againstForeign(measurements: readonly Measurement[], name: string): Verdict {
  return judge({
    row: name,
    what: `throughput against ${name}, until the last byte is received`,
    values: ratios(measurements, 'sockwright', name, 'to last byte'),
    unit: '×',
    goal: name === 'socat' ? { atLeast: 1 } : null,
  })
}

async function run(surroundings: BenchSurroundings) {
  const { short, folder } = surroundings
  const bytes = (short ? 128 : 1_024) * mebibyte
  const installed = Object.keys(foreignSinks).filter(isInstalled)
  const candidates = [
    sockwright(bytes, folder),
    nodeSink(bytes, folder),
    ...installed.map((name) => foreignSink(name, bytes, folder, foreignSinks[name]!)),
  ]
  const measurements = await runRounds(candidates, short ? 1 : 7, units, surroundings, bytes)
  const left = readdirSync(folder).filter((name) => name.endsWith('.bin'))
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  return {
    measurements,
    verdicts: [
      judge({
        row: 'node',
        what: 'throughput against a bare Node sink, until the file is complete and synced',
        values: ratios(measurements, 'sockwright', 'node', 'throughput'),
        unit: '×',
        goal: { atLeast: 0.8 },
      }),
      ...installed.map((name) => againstForeign(measurements, name)),
    ],
    skipped: Object.keys(foreignSinks)
      .filter((name) => !installed.includes(name))
      .map((name) => `${name} is not installed`),
  }
}

/** One TCP stream, received and recorded. Throughput counts until the file is complete and synced. */
export const tcpStream: Scenario = { name: 'tcp-stream', title: 'One TCP stream to disk', run }
