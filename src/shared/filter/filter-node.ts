import type { CaptureEventName } from '../capture/capture-event'
import type { Opcode } from '../capture/opcode'
import type { Cause, Direction, NamedCauseKind } from '../capture/record'

/** Whole numbers `from` … `to`, both included. `to` may be Infinity. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

/**
 * Times `from` … `to` in µs, both included, null where open: `clock` since local midnight, on any day, past midnight
 * where `from` is greater; `moment` as local calendar time counted as if it were UTC; `ago` before the newest record.
 */
export interface TimeRange {
  readonly is: 'clock' | 'moment' | 'ago'
  readonly from: number | null
  readonly to: number | null
}

/** What `kind:` can ask for beside single events; an error is an event that reports a failure. */
export const filterKinds = ['message', 'event', 'error'] as const
export type FilterKind = (typeof filterKinds)[number] | CaptureEventName

/** What `cause:` can ask for; a kind stands for any name of it, `rule` for the options that are rules too. */
export type FilterCause = Cause | NamedCauseKind

/** A byte of which only the bits in `mask` count. */
export interface HexByte {
  readonly value: number
  readonly mask: number
}

/** One condition on a record. A new term of the language is one more member here and one entry in `filter-terms.ts`. */
export type FilterTerm =
  | { readonly is: 'direction'; readonly directions: readonly Direction[] }
  | { readonly is: 'peer'; readonly ranges: readonly NumberRange[] }
  | { readonly is: 'length'; readonly ranges: readonly NumberRange[] }
  | { readonly is: 'time'; readonly ranges: readonly TimeRange[] }
  | { readonly is: 'cause'; readonly causes: readonly FilterCause[] }
  | { readonly is: 'kind'; readonly kinds: readonly FilterKind[] }
  | { readonly is: 'opcode'; readonly opcodes: readonly Opcode[] }
  /**
   * A text that occurs in the payload, or in that of an event; case is ignored. `bytes` have it in UTF-8, with bytes
   * that are none as they are. `given` are the positions of those that were given by number and would be read as
   * characters; left out where there are none. Never empty.
   */
  | { readonly is: 'text'; readonly bytes: Uint8Array; readonly given?: readonly number[] }
  /** Bytes that occur in the payload. Never empty. */
  | { readonly is: 'hex'; readonly bytes: readonly HexByte[] }
  /** Matches in the payload, or in the text of an event. */
  | { readonly is: 'regex'; readonly pattern: string; readonly flags: string }

/** A parsed filter. `all` without nodes is the empty filter, which matches everything. */
export type FilterNode =
  | FilterTerm
  | { readonly is: 'all'; readonly nodes: readonly FilterNode[] }
  | { readonly is: 'any'; readonly nodes: readonly FilterNode[] }
  | { readonly is: 'not'; readonly node: FilterNode }

/** The filter that matches every record. */
export const emptyFilter: FilterNode = { is: 'all', nodes: [] }

export function isEmptyFilter(node: FilterNode): boolean {
  return node.is === 'all' && node.nodes.length === 0
}
