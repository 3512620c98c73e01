import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Measurement, BenchSurroundings, Scenario } from '../scenario'
import { ServedEngine } from '../served-engine'
import { quantile } from '../statistics'
import { judge } from '../verdict'

const repeats = 1_000
/** ms between two sendings of one repeat. */
const everyMs = 100

async function listen({
  calls,
}: ServedEngine): Promise<{ readonly endpoint: string; readonly port: number }> {
  const options = { address: '127.0.0.1', port: 0 }
  const { id } = await calls.call('endpoint.create', { kind: 'tcp-server', name: 'repeats', options })
  const { state } = await calls.call('endpoint.start', { endpoint: id })
  if (state.is !== 'listening') throw new Error(`the server is ${state.is}`)
  return { endpoint: id, port: state.local.port }
}

/** How long a window waits for what it asks, while the repeats run, ms. */
async function answerTimes({ calls }: ServedEngine, seconds: number): Promise<readonly number[]> {
  const times: number[] = []
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    const askedAt = performance.now()
    await calls.call('runs.list', { from: 0, count: 20 })
    times.push(performance.now() - askedAt)
    await pause(20)
  }
  return times
}

/** How far each repeat is from its rate, %. */
async function deviations({ calls }: ServedEngine): Promise<readonly number[]> {
  const { rows } = await calls.call('runs.list', { from: 0, count: repeats })
  return rows.map((row) => {
    if (row.kind !== 'repeat' || row.achievedRate === null) throw new Error('a repeat has no rate')
    return Math.abs(row.achievedRate / row.wantedRate - 1) * 100
  })
}

async function run({ short, folder, log }: BenchSurroundings) {
  const engine = await ServedEngine.start(join(folder, 'data'))
  let peer: Socket | null = null
  try {
    const { endpoint, port } = await listen(engine)
    peer = connect(port, '127.0.0.1').resume()
    await once(peer, 'connect')
    const payload = { form: 'text', text: 'tick {{seq}}', lineEnding: 'lf' } as const
    const plan = {
      endpoint,
      target: { to: 'peers', peers: 'all' },
      payload,
      everyMs,
      until: { is: 'stopped' },
    } as const
    for (let count = 0; count < repeats; count += 1) await engine.calls.call('repeat.start', plan)
    const answers = await answerTimes(engine, short ? 3 : 15)
    const off = await deviations(engine)
    await engine.calls.call('runs.stopAll', {})
    log(
      `off by at most ${Math.max(...off).toFixed(2)} %; answers ${quantile(answers, 0.95).toFixed(1)} ms (95 %)`,
    )
    const one = (what: string, unit: string, values: readonly number[]): Measurement => {
      return { candidate: 'sockwright', what, unit, value: quantile(values, 0.5), values }
    }
    return {
      measurements: [one('off', '%', off), one('answer', 'ms', answers)],
      verdicts: [
        judge({
          row: 'rate',
          what: `of ${repeats} repeats every ${everyMs} ms, how far the worst is from its rate`,
          values: [Math.max(...off)],
          unit: '%',
          goal: { atMost: 2 },
        }),
        judge({
          row: 'answers',
          what: 'how long a window waits for what it asks meanwhile (95 %)',
          values: [quantile(answers, 0.95)],
          unit: 'ms',
          goal: { atMost: 50 },
        }),
      ],
      skipped: [],
    }
  } finally {
    peer?.destroy()
    await engine.stop()
  }
}

/** Many repeats at once: do they keep their rates, and does the engine still answer? */
export const manyRepeats: Scenario = { name: 'repeats', title: 'A thousand repeats at once', run }
