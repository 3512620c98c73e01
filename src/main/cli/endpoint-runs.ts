import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { RunStatus } from '../../shared/contract/engine/run-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EndpointId } from '../../shared/endpoints/endpoint-config'
import type { FilePayload } from '../../shared/payload/file-payload'
import type { Payload } from '../../shared/payload/payload'
import type { SequenceId } from '../../shared/sequences/sequence'
import type { EngineCaller } from './command-engine'
import type { RepeatFlagsPlan } from './repeat-flags'

/** So many ended runs are asked for at once. */
const pageSize = 1_000

/** What of a command is told of its runs. */
export interface RunListener {
  failure(failure: Failure): void
  /** One has ended. */
  ran(run: RunStatus): void
}

/** What runs by itself for a command: begun for each peer that appears, told when it ends. */
export class EndpointRuns {
  #telling: Promise<void> = Promise.resolve()
  /** Who waits for the end of a run, and ends that nobody has waited for yet. */
  readonly #waits = new Map<number, (run: RunStatus) => void>()
  readonly #over = new Map<number, RunStatus>()
  #firstFailure: Failure | null = null

  constructor(
    private readonly engine: EngineCaller,
    private readonly endpoint: EndpointId,
    private readonly listener: RunListener,
  ) {
    engine.on('runs.changed', ({ totals }) => {
      if (totals.ended > 0) void this.tellEnded()
    })
  }

  /** Why a run could not begin, or failed; null where all went well. */
  get failure(): Failure | null {
    return this.#firstFailure
  }

  /** Begins one repeat for each payload; what fails is reported. */
  async repeat(target: Target, payloads: readonly Payload[], plan: RepeatFlagsPlan): Promise<void> {
    const { endpoint, engine } = this
    for (const payload of payloads) {
      await this.#attempt(() => engine.call('repeat.start', { endpoint, target, payload, ...plan }))
    }
  }

  /** Sends files one after the other; what fails is reported. */
  async sendFiles(target: Target, files: readonly FilePayload[]): Promise<void> {
    const { endpoint, engine } = this
    for (const file of files) {
      const run = await this.#attempt(() => engine.call('file.send', { endpoint, target, file }))
      if (run) await this.#ended(run)
    }
  }

  /** Begins a sequence; what fails is reported. */
  async runSequence(target: Target, sequence: SequenceId): Promise<void> {
    const { endpoint, engine } = this
    try {
      await engine.call('sequence.start', { endpoint, target, sequence })
    } catch (thrown) {
      this.#fail(toFailure(thrown))
    }
  }

  /** Tells those that have ended and were not told; resolves when all are told. */
  tellEnded(): Promise<void> {
    this.#telling = this.#telling
      .then(() => this.#tell())
      .catch((thrown: unknown) => this.listener.failure(toFailure(thrown)))
    return this.#telling
  }

  async #attempt<Run extends RunStatus>(begin: () => Promise<Run>): Promise<Run | null> {
    try {
      return await begin()
    } catch (thrown) {
      this.#fail(toFailure(thrown))
      return null
    }
  }

  #ended({ run }: RunStatus): Promise<RunStatus> {
    const over = this.#over.get(run)
    this.#over.delete(run)
    return over ? Promise.resolve(over) : new Promise((resolve) => this.#waits.set(run, resolve))
  }

  async #tell(): Promise<void> {
    const { totals } = await this.engine.call('runs.list', { from: 0, count: 0 })
    if (totals.ended === 0) return
    const { rows } = await this.engine.call('runs.list', { from: totals.running, count: pageSize })
    for (const run of rows.toReversed()) {
      if (run.end === null) continue
      await this.engine.call('runs.dismiss', { run: run.run })
      // A sequence that failed is told by what it waited for.
      if (run.end.by === 'failure' && run.kind !== 'sequence') this.#fail(run.end.failure)
      this.listener.ran(run)
      const wait = this.#waits.get(run.run)
      if (wait) wait(run)
      else if (run.kind === 'file') this.#over.set(run.run, run)
      this.#waits.delete(run.run)
    }
  }

  #fail(failure: Failure): void {
    this.#firstFailure ??= failure
    this.listener.failure(failure)
  }
}
