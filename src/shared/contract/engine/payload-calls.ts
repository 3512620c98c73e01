import * as v from 'valibot'
import { EndpointIdSchema } from '../../endpoints/endpoint-config'
import { PayloadSchema } from '../../payload/payload'
import { call } from '../call'
import type { Failure } from '../errors'
import { PeerNumberSchema } from './argument-schemas'

/** A preview shows no more bytes than this. */
export const previewBytes = 4_096

/** A payload as it would be sent now; `bytes` are the first {@link previewBytes} of `length`. */
export type PayloadPreview =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly length: number }
  | { readonly ok: false; readonly failure: Failure }

export const payloadCalls = {
  /**
   * What `endpoint.send` would send now to `peer`, or to the first one there is; to an example peer where nobody is
   * there. Sends and counts nothing.
   */
  'payload.preview': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      payload: PayloadSchema,
      peer: v.optional(PeerNumberSchema),
    }),
  ).returns<PayloadPreview>(),
} as const
