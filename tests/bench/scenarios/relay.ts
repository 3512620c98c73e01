import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchProcess } from '../bench-process'
import { freePort } from '../free-port'
import { isInstalled } from '../installed'
import { ratios, runRounds, type Candidate } from '../rounds'
import type { BenchSurroundings, Measurement, Scenario, Verdict } from '../scenario'
import { judge } from '../verdict'

const mebibyte = 1_024 * 1_024
const chunkBytes = 64 * 1_024
/** What a recording grows by for a set and a get with their answers, with room to spare. */
const bytesOfRequest = 256

/** Something that listens on a port and forwards to another. */
interface Forwarder {
  readonly port: number
  end(): Promise<void>
}

/** The relay, recording; `sent` and `received` of its summary have to come to `bytes` where that is known. */
async function sockwright(folder: string, target: number, bytes: number | null): Promise<Forwarder> {
  const captures = join(folder, 'captures')
  const args = ['relay', 'tcp://127.0.0.1:0', `tcp://127.0.0.1:${target}`, '--capture', captures]
  const relay = BenchProcess.sockwright(join(folder, 'data'), [...args, '--json', '--quiet'])
  const { port } = await relay.waitFor('listening')
  return {
    port: port as number,
    async end() {
      const ended = relay.end()
      const { received, recorded, lost } = await relay.waitFor('summary')
      await ended
      if (recorded !== received || lost !== 0 || (bytes !== null && received !== bytes)) {
        throw new Error(`received ${String(received)}, recorded ${String(recorded)}, lost ${String(lost)}`)
      }
      await rm(captures, { recursive: true })
    },
  }
}

async function socat(target: number): Promise<Forwarder> {
  const port = await freePort()
  const listen = `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`
  const relay = BenchProcess.start('socat', ['-d', '-d', listen, `TCP:127.0.0.1:${target}`])
  await relay.waitForError('istening on')
  return { port, end: async () => void (await relay.exited) }
}

/** One stream through a forwarder, until its last byte has come out again. */
async function stream(bytes: number, through: (target: number) => Promise<Forwarder>) {
  const sink = BenchProcess.program('tcp-drain', [])
  const { port } = await sink.waitFor('listening')
  const forwarder = await through(port as number)
  const sender = BenchProcess.program('tcp-sender', [forwarder.port, bytes, chunkBytes].map(String))
  const sent = await sender.waitFor('sent')
  const summary = await sink.waitFor('summary')
  const seconds = Number(process.hrtime.bigint() - BigInt(sent['startedAt'] as string)) / 1e9
  await sender.exited
  await sink.exited
  await forwarder.end()
  if (summary['received'] !== bytes)
    throw new Error(`${String(summary['received'])} of ${bytes} bytes came through`)
  return { throughput: bytes / seconds / 1e6 }
}

/** How `redis-benchmark` asks: as it does by itself, one request at a time on each of 50 connections, or several at once. */
interface RedisLoad {
  readonly row: string
  readonly pipelined: number
  readonly requests: number
}

/** Requests a second that `redis-benchmark` gets at a port, of sets and gets. */
async function redisRate(port: number, { requests, pipelined }: RedisLoad): Promise<number> {
  const args = ['-p', String(port), '-t', 'set,get', '-n', String(requests), '-P', String(pipelined), '--csv']
  const benchmark = BenchProcess.start('redis-benchmark', args)
  await benchmark.exited
  const rates = benchmark.lines.flatMap(
    (line) => /^"(?:SET|GET)","([\d.]+)"/.exec(line)?.slice(1).map(Number) ?? [],
  )
  if (rates.length !== 2) throw new Error('redis-benchmark told no rates')
  return 2 / (1 / rates[0]! + 1 / rates[1]!)
}

/** What a program of its own, in C, that records nothing comes to. */
async function haproxy(folder: string, target: number): Promise<Forwarder> {
  const port = await freePort()
  const file = join(folder, 'haproxy.conf')
  const timeouts = ['connect', 'client', 'server'].map((of) => `timeout ${of} 60s`)
  const section = ['mode tcp', ...timeouts, `bind 127.0.0.1:${port}`, `server target 127.0.0.1:${target}`]
  await writeFile(file, ['global', 'nbthread 1', 'listen relay', ...section, ''].join('\n'))
  const relay = BenchProcess.start('haproxy', ['-V', '-f', file])
  await relay.waitForLine('polling mechanism')
  return { port, end: () => relay.end() }
}

async function redis(load: RedisLoad, through: ((target: number) => Promise<Forwarder>) | null) {
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const server = BenchProcess.start('redis-server', words)
  await server.waitForLine('Ready to accept connections')
  const relay = through ? await through(port) : null
  const rate = await redisRate(relay?.port ?? port, load)
  await relay?.end()
  await server.end()
  return { requests: rate }
}

async function runStreams(surroundings: BenchSurroundings): Promise<Measurement[]> {
  const { short, folder } = surroundings
  const bytes = (short ? 128 : 1_024) * mebibyte
  const candidates: Candidate[] = [
    { name: 'sockwright', round: () => stream(bytes, (target) => sockwright(folder, target, bytes)) },
    { name: 'socat', round: () => stream(bytes, socat) },
  ]
  return [...(await runRounds(candidates, short ? 1 : 5, { throughput: 'MB/s' }, surroundings, bytes))]
}

async function runRedis(load: RedisLoad, surroundings: BenchSurroundings): Promise<Measurement[]> {
  const { short, folder } = surroundings
  const candidates: Candidate[] = [
    {
      name: `relayed, ${load.row}`,
      round: () => redis(load, (target) => sockwright(folder, target, null)),
    },
    { name: `direct, ${load.row}`, round: () => redis(load, null) },
  ]
  if (isInstalled('haproxy')) {
    candidates.push({
      name: `haproxy, ${load.row}`,
      round: () => redis(load, (target) => haproxy(folder, target)),
    })
  }
  const fileBytes = load.requests * bytesOfRequest
  return [...(await runRounds(candidates, short ? 1 : 5, { requests: '1/s' }, surroundings, fileBytes))]
}

function judgeRedis(measurements: readonly Measurement[], { row, pipelined }: RedisLoad): Verdict[] {
  const asked = `redis-benchmark -P ${pipelined}`
  const verdicts = [
    judge({
      row,
      what: `${asked} through the relay, recorded, against direct`,
      values: ratios(measurements, `relayed, ${row}`, `direct, ${row}`, 'requests'),
      unit: '×',
      goal: { atLeast: 0.5 },
    }),
  ]
  if (!isInstalled('haproxy')) return verdicts
  return [
    ...verdicts,
    judge({
      row: `haproxy, ${row}`,
      what: `${asked} through haproxy, which records nothing, against direct`,
      values: ratios(measurements, `haproxy, ${row}`, `direct, ${row}`, 'requests'),
      unit: '×',
      goal: null,
    }),
  ]
}

async function run(surroundings: BenchSurroundings) {
  const measurements: Measurement[] = []
  const verdicts: Verdict[] = []
  const skipped: string[] = []
  if (isInstalled('socat')) {
    const streams = await runStreams(surroundings)
    measurements.push(...streams)
    const values = ratios(streams, 'sockwright', 'socat', 'throughput')
    const what = 'one TCP stream, recorded, against socat TCP-LISTEN TCP'
    verdicts.push(judge({ row: 'stream', what, values, unit: '×', goal: { atLeast: 0.5 } }))
  } else skipped.push('socat is not installed')
  if (isInstalled('redis-server') && isInstalled('redis-benchmark')) {
    const { short } = surroundings
    const loads: readonly RedisLoad[] = [
      { row: 'redis', pipelined: 1, requests: short ? 100_000 : 200_000 },
      { row: 'redis, pipelined', pipelined: 16, requests: short ? 400_000 : 1_000_000 },
    ]
    for (const load of loads) {
      measurements.push(...(await runRedis(load, surroundings)))
      verdicts.push(...judgeRedis(measurements, load))
    }
  } else skipped.push('redis-server is not installed')
  return { measurements, verdicts, skipped }
}

/** What a relay costs: one stream, and many small requests. */
export const relay: Scenario = { name: 'relay', title: 'Through the relay', run }
