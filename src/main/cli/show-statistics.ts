import { resolve } from 'node:path'
import type {
  DirectionStatistics,
  Distribution,
  StatisticsProgress,
  StatisticsReport,
} from '../../shared/contract/engine/statistics-calls'
import { SockwrightError } from '../../shared/contract/errors'
import type { EngineCaller } from './command-engine'
import { runTask } from './run-task'

export interface StatisticsPlan {
  readonly filter: string
  readonly json: boolean
}

/** Peers that are listed. */
const listedPeers = 20
/** With `--json`, which other programs read. */
const listedPeersJson = 500

/** Prints what a capture comes to; returns the exit code. Throws a coded failure where it cannot be read. */
export function showStatistics(capture: string, { filter, json }: StatisticsPlan): Promise<number> {
  return runTask(null, async ({ engine, output }) => {
    const peersCount = json ? listedPeersJson : listedPeers
    const statistics = await countAll(engine, resolve(capture), filter)
    const report = await engine.call('statistics.read', { statistics, peersCount })
    await engine.call('statistics.close', { statistics })
    output.write(
      json ? `${JSON.stringify({ ...report, event: 'statistics', statistics: undefined })}\n` : words(report),
    )
  })
}

/** Resolves when everything that was there has been counted. */
async function countAll(engine: EngineCaller, capture: string, filter: string): Promise<string> {
  let told: StatisticsProgress | null = null
  let finished: ((progress: StatisticsProgress) => void) | null = null
  const off = engine.on('statistics.progress', (progress) => {
    if (!progress.done) return
    told = progress
    finished?.(progress)
  })
  const { statistics } = await engine.call('statistics.open', { capture, filter, range: { is: 'all' } })
  const done = told ?? (await new Promise<StatisticsProgress>((heard) => (finished = heard)))
  off()
  if (done.failure) throw SockwrightError.from(done.failure)
  return statistics
}

function words(report: StatisticsReport): string {
  const { events, undirected, peers } = report
  const lines = [
    report.first === 0 ? 'no records' : `from ${isoTime(report.from)} to ${isoTime(report.to)}`,
    ...directionLines('received', report.in),
    ...directionLines('sent', report.out),
    `events: ${events}`,
  ]
  if (undirected.messages > 0)
    lines.push(`without direction: ${undirected.messages} messages, ${undirected.bytes} bytes`)
  for (const row of peers.rows) {
    const address = row.address === '' ? '' : ` ${row.address}`
    const moved = `in ${row.inMessages} messages, ${row.inBytes} bytes; out ${row.outMessages} messages, ${row.outBytes} bytes`
    lines.push(`peer ${row.peer}${address}: ${moved}${row.partial ? ' (a part of it)' : ''}`)
  }
  const more = peers.total - peers.rows.length
  if (more > 0) lines.push(`and ${more} more peers`)
  if (peers.leftOut.messages > 0) {
    const { messages, bytes } = peers.leftOut
    lines.push(`left out: ${peers.leftOut.peers ?? 'some'} peers, ${messages} messages, ${bytes} bytes`)
  }
  return `${lines.join('\n')}\n`
}

function directionLines(
  name: string,
  { messages, bytes, messageRate, byteRate, sizes, gaps }: DirectionStatistics,
) {
  const rate = (figure: 'mean' | 'peak') =>
    `${figure} ${short(messageRate[figure])} messages/s, ${short(byteRate[figure])} bytes/s`
  return [
    `${name}: ${messages} messages, ${bytes} bytes; ${rate('mean')}; ${rate('peak')}`,
    ...(sizes.count > 0 ? [`  bytes of a message: ${spread(sizes)}`] : []),
    ...(gaps.count > 0 ? [`  µs between messages: ${spread(gaps)}`] : []),
  ]
}

function spread({ least, median, p95, p99, most }: Distribution): string {
  return `min ${least}, median ${median}, 95 % ${p95}, 99 % ${p99}, max ${most}`
}

function short(value: number): string {
  return String(value < 1_000 ? Number(value.toPrecision(3)) : Math.round(value))
}

/** Of µs since the epoch, UTC. */
function isoTime(microseconds: number): string {
  const time = new Date(Math.floor(microseconds / 1_000)).toISOString().slice(0, -1)
  return `${time}${String(microseconds % 1_000).padStart(3, '0')}Z`
}
