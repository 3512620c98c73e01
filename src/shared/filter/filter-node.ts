import type { Direction } from '../capture/record'

/** Whole numbers `from` … `to`, both included. `to` may be Infinity. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

/** What `kind:` can ask for; an error is an event that reports a failure. */
export const filterKinds = ['message', 'event', 'error'] as const
export type FilterKind = (typeof filterKinds)[number]

/** One condition on a record. A new term of the language is one more member here and one entry in `filter-terms.ts`. */
export type FilterTerm =
  | { readonly is: 'direction'; readonly directions: readonly Direction[] }
  | { readonly is: 'peer'; readonly ranges: readonly NumberRange[] }
  | { readonly is: 'length'; readonly ranges: readonly NumberRange[] }
  | { readonly is: 'kind'; readonly kinds: readonly FilterKind[] }
  /** Bytes that occur in the payload, or in the text of an event; case is ignored. Never empty. */
  | { readonly is: 'text'; readonly bytes: Uint8Array }

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
