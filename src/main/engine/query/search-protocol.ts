import type { MessagePort } from 'node:worker_threads'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'

/** What a search is about, so that another thread can do part of it. Times ago count back from `newest` (µs). */
export interface SearchTask {
  readonly capture: string
  readonly filter: string
  readonly newest: number
  readonly encoding: TextEncoding
}

/** Begins a search in a helper thread. With each answer it counts up the i32 in `answered`, and notifies. */
export interface SearchStart {
  readonly task: SearchTask
  readonly port: MessagePort
  readonly answered: SharedArrayBuffer
}

/** Records `from` … `last` are to be decided. */
export interface SearchOrder {
  readonly from: number
  readonly last: number
}

/** Numbers of the records that match, rising; null where the thread could not tell. */
export interface SearchAnswer {
  readonly from: number
  readonly hits: Float64Array | null
}
