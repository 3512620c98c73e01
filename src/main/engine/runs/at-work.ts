import type { RunEnd, RunStatus } from '../../../shared/contract/engine/run-calls'
import type { Endpoint } from '../endpoints/endpoint'

/** Something that runs by itself until it is done or stopped: an entry of the list of runs. */
export interface AtWork {
  readonly run: number
  readonly endpoint: Endpoint
  /** Nothing is sent afterwards, and all that it holds is released. The first end counts. */
  stop(end: RunEnd): void
  /** `now` is a time of the steady clock (`performance.now()`). */
  status(now: number): RunStatus
}

/** What a run has of the list that it is in. */
export interface RunHost {
  /** Something of its status has changed; cheap, may be called at any rate. */
  changed(): void
  /** It is over. The list stops it with this end. */
  ended(end: RunEnd): void
}
