import type { Failure } from '../contract/errors'

/** The bytes of a payload, or what is wrong with what was typed. */
export type PayloadCompilation =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly failure: Failure }

/**
 * Details of every failure that has a place in the typed text. `index` counts UTF-16 units from 0 and `length` is in
 * the same units, as editors count; `position` is `index + 1`, as people count.
 */
export interface PayloadFault {
  readonly position: number
  readonly index: number
  readonly length: number
}

/** The details for a fault at `index`. */
export function faultAt(index: number, length: number): PayloadFault {
  return { position: index + 1, index, length }
}

/** The part of a failure's details that says where to mark; null for a failure of the payload as a whole. */
export function faultOf(failure: Failure): PayloadFault | null {
  const { position, index, length } = failure.details
  if (typeof position !== 'number' || typeof index !== 'number' || typeof length !== 'number') return null
  return { position, index, length }
}

/** What a stretch of typed text is, for colouring it. Plain text and spacing have no token. */
export type PayloadTokenType = 'escape' | 'variable' | 'byte' | 'prefix' | 'separator' | 'fault'

/** `from` and `to` (exclusive) in UTF-16 units from 0. */
export interface PayloadToken {
  readonly from: number
  readonly to: number
  readonly type: PayloadTokenType
}
