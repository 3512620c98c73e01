import * as v from 'valibot'
import { call } from '../call'
import { NothingSchema } from './argument-schemas'

export interface LocalAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly interface: string
  readonly internal: boolean
}

export const networkCalls = {
  'network.addresses': call(NothingSchema).returns<readonly LocalAddress[]>(),
  'network.suggestPort': call(
    v.strictObject({
      transport: v.picklist(['tcp', 'udp']),
      address: v.string(),
      near: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
    }),
  ).returns<number>(),
} as const
