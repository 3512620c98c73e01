import type { LoadPlan } from '../../../shared/load/load-plan'
import type { LoadEnd, LoadSecond, LoadTotals } from '../../../shared/load/load-status'

/** What a load thread is started with. */
export interface LoadTask {
  readonly plan: LoadPlan
  /** Where the target is: what its host was found to be. */
  readonly address: string
  /** Values of the workspace's variables. */
  readonly variables: Readonly<Record<string, string>>
  readonly mayReadEnvironment: boolean
}

/** What the engine tells a load thread. */
export interface LoadRequest {
  readonly ask: 'stop'
}

/** What a load thread tells, four times a second; with `end` it is its last word, and every socket is closed. */
export interface LoadReport {
  readonly totals: LoadTotals
  /** Those that have come to their end since the last report. */
  readonly seconds: readonly LoadSecond[]
  readonly end: LoadEnd | null
}
