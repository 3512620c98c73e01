import * as v from 'valibot'
import { EndpointIdSchema } from '../../endpoints/endpoint-config'
import { faultDirections, type FaultDirection } from '../../faults/fault-plan'
import { PayloadSchema } from '../../payload/payload'
import { call } from '../call'
import { CountSchema, IndexSchema } from './argument-schemas'

/** Numbers a message that a relay holds; never given twice in one run. */
const HeldNumberSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const HeldChoiceSchema = v.union([v.literal('all'), v.pipe(v.array(HeldNumberSchema), v.maxLength(10_000))])

/** A message that a relay holds. `beginning` are its first bytes, 256 at most. */
export interface HeldMessage {
  readonly held: number
  readonly peer: number
  readonly direction: FaultDirection
  /** The record of it as it came. */
  readonly record: number
  readonly length: number
  readonly beginning: Uint8Array
}

export interface HeldPage {
  readonly total: number
  readonly revision: number
  readonly rows: readonly HeldMessage[]
}

/** What a person does with the messages of a relay. All fail with `E_RELAY_ONLY` and `E_ENDPOINT_STATE`. */
export const relayCalls = {
  /** Holds messages of these directions from now on; with none, everything held goes on. */
  'relay.intercept': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      directions: v.pipe(v.array(v.picklist(faultDirections)), v.maxLength(2)),
    }),
  ).returns<null>(),
  /** What is held, oldest first. */
  'relay.held': call(
    v.strictObject({ endpoint: EndpointIdSchema, from: IndexSchema, count: CountSchema }),
  ).returns<HeldPage>(),
  /** All bytes of a held message. Fails with `E_HELD_UNKNOWN`. */
  'relay.heldBytes': call(
    v.strictObject({ endpoint: EndpointIdSchema, held: HeldNumberSchema }),
  ).returns<Uint8Array>(),
  /** Lets messages go on as they are. Fails with `E_HELD_UNKNOWN`. */
  'relay.release': call(
    v.strictObject({ endpoint: EndpointIdSchema, held: HeldChoiceSchema }),
  ).returns<null>(),
  /** Lets one go on as this payload. Fails with `E_HELD_UNKNOWN` and as payloads do. */
  'relay.edit': call(
    v.strictObject({ endpoint: EndpointIdSchema, held: HeldNumberSchema, payload: PayloadSchema }),
  ).returns<null>(),
  /** Drops messages. Fails with `E_HELD_UNKNOWN`. */
  'relay.drop': call(v.strictObject({ endpoint: EndpointIdSchema, held: HeldChoiceSchema })).returns<null>(),
} as const
