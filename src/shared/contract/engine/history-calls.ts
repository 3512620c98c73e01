import type { Payload } from '../../payload/payload'
import { call } from '../call'
import { NothingSchema } from './argument-schemas'

export interface HistoryEntry {
  readonly payload: Payload
  /** ms since the epoch. */
  readonly at: number
}

export const historyCalls = {
  'history.list': call(NothingSchema).returns<readonly HistoryEntry[]>(),
  'history.clear': call(NothingSchema).returns<null>(),
} as const

export interface HistoryEvents {
  readonly 'history.changed': { readonly history: readonly HistoryEntry[] }
}
