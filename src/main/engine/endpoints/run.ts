import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { Recorder } from '../capture/recorder'
import type { RunSockets } from './run-sockets'
import type { ScriptSlot } from '../scripts/script-slot'
import type { Traffic } from './traffic'

/** One run of an endpoint, from its start to its `stopped` event. Owns the one timer of a running endpoint. */
export class Run<C extends EndpointConfig> {
  /** Set once the run has begun to end. */
  finishing: Promise<void> | null = null
  readonly #abort = new AbortController()
  readonly #second: NodeJS.Timeout
  /** Wait for the capture to catch up. */
  #waiting: (() => void)[] = []

  constructor(
    readonly recorder: Recorder,
    readonly traffic: Traffic,
    readonly script: ScriptSlot,
    readonly sockets: RunSockets<C>,
    changed: () => void,
  ) {
    recorder.onProgress(changed)
    recorder.onCongestion((congested) => {
      sockets.captureCongested(congested)
      if (!congested) this.#relieve()
    })
    this.#second = setInterval(() => {
      sockets.look()
      if (traffic.measure(recorder.counters.taken)) changed()
    }, 1_000)
  }

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  abort(): void {
    this.#abort.abort()
  }

  /** Resolves at once, or when the capture has caught up or the run is over. */
  captureKeepsUp(): Promise<void> {
    if (!this.recorder.congested) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Nothing of the run is left but what its status tells. */
  end(): void {
    clearInterval(this.#second)
    this.traffic.ended()
    this.#relieve()
  }

  #relieve(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
