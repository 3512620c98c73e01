import { resolve } from 'node:path'
import { failureText, SockwrightError, toFailure } from '../../shared/contract/errors'
import type { LoadPlan } from '../../shared/load/load-plan'
import { errorCount, type LoadSecond, type LoadStatus } from '../../shared/load/load-status'
import { latencyText, loadEndText, loadFigures, loadTargetText } from '../../shared/load/load-words'
import { startCommandEngine, type EngineCaller } from './command-engine'
import { exitCodes, tellOnStandardError, tellProgress } from './command-failure'
import { Ending } from './ending'
import { flushed } from './flushed'
import { StandardOutput } from './standard-output'

/** What a load has to be like for the command to succeed. */
export interface LoadDemands {
  readonly maxErrors: { readonly value: number; readonly isShare: boolean }
  readonly maxP99Ms: number | null
  /** The file of the report; null: none. */
  readonly report: string | null
}

/**
 * Runs a load until its end, or a signal; tells each second and, last, the sums. Returns the exit code: 0 where all
 * demands are met, else 1. Throws what kept the load from starting.
 */
export async function runLoad(plan: LoadPlan, demands: LoadDemands, json: boolean): Promise<number> {
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const command = await startCommandEngine({
    capturesFolder: null,
    onProblem: ({ message }) => tellOnStandardError(message),
  })
  try {
    const teller = json ? new JsonTeller(output) : new PlainTeller()
    const status = await Promise.race([loaded(command.engine, plan, ending, teller), command.crashed])
    const failed = unmet(status, demands)
    teller.end(status, failed)
    if (demands.report !== null) await writeReport(command.engine, demands.report)
    await flushed(process.stdout, ending.hurrySignal)
    return failed.length === 0 ? exitCodes.success : exitCodes.expectation
  } finally {
    ending.release()
    output.release()
    await command.stop()
  }
}

/** Resolves with the load when it is over. */
async function loaded(
  engine: EngineCaller,
  plan: LoadPlan,
  ending: Ending,
  teller: LoadTeller,
): Promise<LoadStatus> {
  let last = 0
  const look = async (): Promise<LoadStatus> => {
    const status = await engine.call('load.status', { after: last })
    if (!status) throw new SockwrightError('E_LOAD_NONE')
    for (const second of status.seconds) teller.second(second)
    last += status.seconds.length
    return status
  }
  let looking: Promise<unknown> = Promise.resolve()
  engine.on('load.changed', () => {
    looking = looking
      .then(look)
      .then(({ end }) => end && ending.end(null))
      .catch((thrown: unknown) => ending.end(toFailure(thrown)))
  })
  teller.begin(await engine.call('load.start', plan))
  await ending.begins()
  await engine.call('load.stop', {})
  await looking
  if (ending.failure) throw SockwrightError.from(ending.failure)
  return look()
}

function writeReport(engine: EngineCaller, path: string): Promise<null> {
  const format = /\.html$/i.test(path) ? 'html' : 'json'
  return engine.call('load.report', { path: resolve(path), format })
}

/** The demands that a load has not met, in words. */
function unmet({ totals, end }: LoadStatus, { maxErrors, maxP99Ms }: LoadDemands): string[] {
  const errors = errorCount(totals)
  const most = maxErrors.isShare ? (totals.sent * maxErrors.value) / 100 : maxErrors.value
  const p99 = totals.latencies?.p99 ?? null
  return [
    ...(end?.by === 'target' || end?.by === 'failure' ? [loadEndText(end, 'en')] : []),
    ...(totals.sent === 0 && end?.by === 'itself' ? ['nothing was sent'] : []),
    ...(errors > most ? [`${errors} errors, at most ${Math.floor(most)} are allowed`] : []),
    ...(maxP99Ms !== null && p99 !== null && p99 > maxP99Ms * 1_000
      ? [`p99 is ${latencyText(p99)}, at most ${maxP99Ms} ms are allowed`]
      : []),
  ]
}

/** How a load is told. */
interface LoadTeller {
  begin(status: LoadStatus): void
  second(second: LoadSecond): void
  end(status: LoadStatus, unmet: readonly string[]): void
}

class JsonTeller implements LoadTeller {
  constructor(private readonly output: StandardOutput) {}

  begin({ plan, address }: LoadStatus): void {
    this.#line({
      event: 'load',
      target: loadTargetText(plan),
      address,
      clients: plan.clients,
      rate: plan.rate,
    })
  }

  second(second: LoadSecond): void {
    this.#line({ event: 'second', ...second })
  }

  end({ totals, end }: LoadStatus, unmet: readonly string[]): void {
    const errors = totals.errors.map(({ code, count, failure }) => {
      return { code, count, message: failureText(failure, 'en') }
    })
    this.#line({ event: 'summary', ...totals, errors, end: end?.by ?? null, ok: unmet.length === 0, unmet })
  }

  #line(line: object): void {
    this.output.write(`${JSON.stringify(line)}\n`)
  }
}

/** For people: everything on stderr but the figures, which are on stdout. */
class PlainTeller implements LoadTeller {
  #expects = false

  begin({ plan, address }: LoadStatus): void {
    this.#expects = plan.expect !== null
    tellOnStandardError(`load on ${loadTargetText(plan)} (${address}) from ${plan.clients} clients`)
  }

  second({ second, sent, replies, errors, connected, p99 }: LoadSecond): void {
    const latency = p99 === null ? '' : `, p99 ${latencyText(p99)}`
    const answered = this.#expects ? `, ${replies} replies` : ''
    tellProgress(`${second} s: ${sent} sent${answered}, ${errors} errors, ${connected} connected${latency}`)
  }

  end(status: LoadStatus, unmet: readonly string[]): void {
    const { end } = status
    for (const line of figureLines(status)) process.stdout.write(`${line}\n`)
    if (end && end.by !== 'itself') tellOnStandardError(loadEndText(end, 'en'))
    for (const reason of unmet) tellOnStandardError(`failed: ${reason}`)
  }
}

function figureLines(status: LoadStatus): string[] {
  const figures = loadFigures(status, 'en').map(([name, value]) => `${name.padEnd(20)} ${value}`)
  const errors = status.totals.errors.map(
    ({ code, count, failure }) => `${code} × ${count}: ${failureText(failure, 'en')}`,
  )
  return [...figures, ...errors]
}
