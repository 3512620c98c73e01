import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { RunStatus } from '../../shared/contract/engine/run-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EndpointId } from '../../shared/endpoints/endpoint-config'
import type { Payload } from '../../shared/payload/payload'
import type { EngineCaller } from './command-engine'
import type { RepeatFlagsPlan } from './repeat-flags'

/** So many ended repeats are asked for at once. */
const pageSize = 1_000

/** What of a command is told of its repeats. */
export interface RepeatListener {
  failure(failure: Failure): void
  /** One has ended. */
  repeated(run: RunStatus): void
}

/** The repeats of a command: begun for each peer that appears, told when they end. */
export class EndpointRepeats {
  #telling: Promise<void> = Promise.resolve()

  constructor(
    private readonly engine: EngineCaller,
    private readonly endpoint: EndpointId,
    private readonly plan: RepeatFlagsPlan,
    private readonly listener: RepeatListener,
  ) {
    engine.on('runs.changed', ({ totals }) => {
      if (totals.ended > 0) void this.tellEnded()
    })
  }

  /** Begins one for each payload; what fails is reported. */
  async begin(target: Target, payloads: readonly Payload[]): Promise<void> {
    const { endpoint, plan } = this
    for (const payload of payloads) {
      try {
        await this.engine.call('repeat.start', { endpoint, target, payload, ...plan })
      } catch (thrown) {
        this.listener.failure(toFailure(thrown))
      }
    }
  }

  /** Tells those that have ended and were not told; resolves when all are told. */
  tellEnded(): Promise<void> {
    this.#telling = this.#telling
      .then(() => this.#tell())
      .catch((thrown: unknown) => this.listener.failure(toFailure(thrown)))
    return this.#telling
  }

  async #tell(): Promise<void> {
    const { totals } = await this.engine.call('runs.list', { from: 0, count: 0 })
    if (totals.ended === 0) return
    const { rows } = await this.engine.call('runs.list', { from: totals.running, count: pageSize })
    for (const run of rows.toReversed()) {
      if (run.end === null) continue
      await this.engine.call('runs.dismiss', { run: run.run })
      if (run.end.by === 'failure') this.listener.failure(run.end.failure)
      this.listener.repeated(run)
    }
  }
}
