import * as v from 'valibot'
import type { SocketFeature } from '../../endpoints/socket-feature'
import { call } from '../call'
import { NothingSchema } from './argument-schemas'

export interface LocalAddress {
  readonly address: string
  /** The directed broadcast address of its network (RFC 919); null where there is none, as with IPv6. */
  readonly broadcast: string | null
  readonly family: 4 | 6
  readonly interface: string
  readonly internal: boolean
}

/** What sockets can do here. */
export interface SocketSupport {
  /** The runtime of the engine with its version, such as `Node 20.19.0`. */
  readonly runtime: string
  /** Node's name of the system: `linux`, `win32`, `darwin`. */
  readonly system: string
  readonly features: readonly SocketFeature[]
}

export const networkCalls = {
  /** Found out by trying, once for an engine. */
  'network.socketSupport': call(NothingSchema).returns<SocketSupport>(),
  'network.addresses': call(NothingSchema).returns<readonly LocalAddress[]>(),
  'network.suggestPort': call(
    v.strictObject({
      transport: v.picklist(['tcp', 'udp']),
      address: v.string(),
      near: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
    }),
  ).returns<number>(),
} as const
