import type { Target } from '../../../shared/contract/engine/endpoint-calls'
import type { FileStatus, RunEnd } from '../../../shared/contract/engine/run-calls'
import { toFailure, type Failure } from '../../../shared/contract/errors'
import type { FilePacing } from '../../../shared/payload/file-payload'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'
import type { Endpoint } from '../endpoints/endpoint'
import type { AtWork, RunHost } from './at-work'
import { BlockMemory, lanesAtOnce } from './block-memory'
import { FileLane } from './file-lane'
import { OutgoingFile } from './outgoing-file'
import { RateMeter } from './rate-meter'

/** One peer, and the file that it gets: names with variables may differ. */
export interface Delivery {
  readonly recipient: PayloadRecipient
  readonly path: string
}

/** What is sent, and how. */
export interface FilePlan {
  readonly target: Target
  /** As the person knows the file. */
  readonly name: string
  readonly pacing: FilePacing
  readonly deliveries: readonly Delivery[]
  /** Called once when nothing reads the files any more. */
  released?(): void
}

/** Sends files to peers, to each at its own pace. Owns the files while they are read. */
export class FileRun implements AtWork {
  readonly startedAt = Date.now()
  readonly #ending = new AbortController()
  readonly #meter = new RateMeter(0)
  #bytes = 0
  #sent = 0
  #done = 0
  #failed = 0
  #lastFailure: Failure | null = null
  #end: RunEnd | null = null

  constructor(
    readonly run: number,
    readonly endpoint: Endpoint,
    private readonly plan: FilePlan,
    private readonly host: RunHost,
  ) {
    void this.#sendAll()
  }

  stop(end: RunEnd): void {
    if (this.#end) return
    this.#end = end
    this.#ending.abort()
  }

  status(now: number): FileStatus {
    const { target, name, pacing, deliveries } = this.plan
    return {
      run: this.run,
      kind: 'file',
      endpoint: this.endpoint.config.id,
      target,
      name,
      bytes: this.#bytes,
      sentBytes: this.#sent,
      rate: this.#end ? this.#meter.overall() : this.#meter.lately(now),
      ...pacing,
      peers: { all: deliveries.length, done: this.#done, failed: this.#failed },
      startedAt: this.startedAt,
      lastFailure: this.#lastFailure,
      end: this.#end,
    }
  }

  async #sendAll(): Promise<void> {
    const { deliveries, pacing } = this.plan
    const lanes = lanesAtOnce(deliveries.length, pacing.chunkBytes)
    const waiting = deliveries.values()
    const lane = async () => {
      for (const delivery of waiting) if (!this.#end) await this.#deliver(delivery, lanes)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    this.plan.released?.()
    const reachedNobody = this.#done === 0 && this.#lastFailure !== null
    this.host.ended(reachedNobody ? { by: 'failure', failure: this.#lastFailure! } : { by: 'itself' })
  }

  async #deliver({ recipient, path }: Delivery, lanes: number): Promise<void> {
    let file: OutgoingFile | null = null
    try {
      file = await OutgoingFile.open(path)
      this.#bytes += file.bytes
      const { endpoint } = this
      const { name, pacing } = this.plan
      const memory = new BlockMemory(pacing.chunkBytes, file.bytes, lanes)
      const sent = (change: number) => this.#count(change)
      const setting = { endpoint, pacing, cause: 'file', memory, signal: this.#ending.signal, sent } as const
      await new FileLane(recipient.peer, name, file, setting).run()
      this.#done++
    } catch (thrown) {
      // What was stopped has not failed.
      if (this.#end) return
      this.#failed++
      this.#lastFailure = toFailure(thrown)
    } finally {
      this.host.changed()
      await file?.close()
    }
  }

  #count(change: number): void {
    this.#sent += change
    this.#meter.note(this.#sent, performance.now())
    this.host.changed()
  }
}
