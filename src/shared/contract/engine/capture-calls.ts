import * as v from 'valibot'
import { TextEncodingSchema, type TextEncoding } from '../../encoding/text-encoding'
import { EndpointNameSchema } from '../../endpoints/endpoint-config'
import type { CaptureKind } from '../../endpoints/endpoint-kind'
import { call } from '../call'
import { CaptureIdSchema, NothingSchema } from './argument-schemas'

export interface CaptureSummary {
  readonly capture: string
  readonly name: string
  readonly kind: CaptureKind
  /** Messages in both directions; events are not among them. Up to a second behind while it is recorded. */
  readonly records: number
  readonly bytes: number
  /** ms since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Being recorded by an endpoint of this engine. */
  readonly live: boolean
  readonly encoding: TextEncoding
}

/** A capture that retention removed. Times in ms since the epoch. */
export interface CaptureRemoval {
  readonly capture: string
  readonly name: string
  readonly bytes: number
  readonly startedAt: number
  readonly removedAt: number
  readonly why: 'age' | 'size'
}

export const captureCalls = {
  'capture.list': call(NothingSchema).returns<readonly CaptureSummary[]>(),
  'capture.summary': call(v.strictObject({ capture: CaptureIdSchema })).returns<CaptureSummary>(),
  /** Gives a closed capture of the captures folder another name; its folder stays what it is called. */
  'capture.rename': call(
    v.strictObject({ capture: CaptureIdSchema, name: EndpointNameSchema }),
  ).returns<CaptureSummary>(),
  /**
   * Keeps with a capture how its text is encoded: in its folders, or as the option of the endpoint that records it here.
   * Fails with `E_CAPTURE_LOCKED` where somebody else records it, `E_DATA_WRITE`, and as reading or changing the
   * endpoint does.
   */
  'capture.setEncoding': call(
    v.strictObject({ capture: CaptureIdSchema, encoding: TextEncodingSchema }),
  ).returns<CaptureSummary>(),
  /** Deletes a closed capture of the captures folder, all folders of its series; `capture.restore` takes it back for a minute. */
  'capture.delete': call(v.strictObject({ capture: CaptureIdSchema })).returns<null>(),
  'capture.restore': call(v.strictObject({ capture: CaptureIdSchema })).returns<CaptureSummary>(),
  /** What retention has removed, the newest first. */
  'capture.removals': call(NothingSchema).returns<readonly CaptureRemoval[]>(),
} as const

export interface CaptureEvents {
  /** The list of captures changed. */
  readonly 'capture.changed': Record<string, never>
  /** Retention has removed captures, as the settings say. */
  readonly 'capture.removed': { readonly removals: readonly CaptureRemoval[] }
}
