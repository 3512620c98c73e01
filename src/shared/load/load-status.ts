import type { Failure } from '../contract/errors'
import type { ErrorCode } from '../contract/error-catalogue/error-catalogue'
import type { LoadPlan } from './load-plan'

/** How long replies took, µs; a message that had to wait for its turn counts from when it was due. */
export interface Latencies {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** One second of a load. `p50` and `p99` in µs, null where nothing was answered. */
export interface LoadSecond {
  /** From 1 up. */
  readonly second: number
  readonly sent: number
  readonly replies: number
  readonly errors: number
  readonly connected: number
  readonly p50: number | null
  readonly p99: number | null
}

/** What failed, and how often; `failure` is the last of its code. */
export interface LoadErrors {
  readonly code: ErrorCode
  readonly count: number
  readonly failure: Failure
}

/** Sums of a load from its start on. */
export interface LoadTotals {
  readonly elapsedMs: number
  /** Clients that are connected now; with UDP, that have a socket. */
  readonly connected: number
  /** Connections that were opened. */
  readonly connections: number
  readonly sent: number
  readonly sentBytes: number
  /** Replies as expected. */
  readonly replies: number
  readonly receivedBytes: number
  /** Messages that were due and not sent, for nobody was there to send them or too much waited already. */
  readonly missed: number
  readonly errors: readonly LoadErrors[]
  /** Null where no reply is expected, or none came. */
  readonly latencies: Latencies | null
}

/** Why a load is over. */
export type LoadEnd =
  /** Its time is over, or all was sent. */
  | { readonly by: 'itself' }
  | { readonly by: 'person' }
  /** No client could reach the target. */
  | { readonly by: 'target'; readonly failure: Failure }
  /** Its thread ended. */
  | { readonly by: 'failure'; readonly failure: Failure }

/** A load, running or over. */
export interface LoadStatus {
  /** From 1 up; never given twice. */
  readonly load: number
  readonly plan: LoadPlan
  /** The address that was found for the host. */
  readonly address: string
  /** ms since the epoch. */
  readonly startedAt: number
  readonly totals: LoadTotals
  /** Seconds that are over, from the one that was asked for on. */
  readonly seconds: readonly LoadSecond[]
  /** Null while it runs. */
  readonly end: LoadEnd | null
}

/** How many messages failed. */
export function errorCount({ errors }: Pick<LoadTotals, 'errors'>): number {
  return errors.reduce((sum, { count }) => sum + count, 0)
}
