import * as v from 'valibot'
import { remotePort as RemotePortSchema } from '../../endpoints/options/option-schemas'
import type { SocketFeature } from '../../endpoints/socket-feature'
import { call } from '../call'
import type { Failure } from '../errors'
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
  /** Names of the ciphers that TLS of the runtime accepts, those that it prefers first. */
  readonly ciphers: readonly string[]
}

/** The process that holds a port. */
export interface PortHolder {
  readonly name: string
  readonly pid: number
}

/** A TCP port that somebody listens on, or a UDP port that is bound. */
export interface PortInUse {
  readonly transport: 'tcp' | 'udp'
  readonly address: string
  readonly port: number
  /** Null where the system does not let us see it. */
  readonly owner: PortHolder | null
}

/** `told` is false where the system tells nothing of others' ports. */
export interface PortsInUse {
  readonly told: boolean
  readonly ports: readonly PortInUse[]
}

/** Whether a port can be bound now; where not, why, and one that can. */
export interface PortCheck {
  readonly failure: Failure | null
  readonly suggestedPort: number | null
}

/** What a name stands for. `ms` is how long finding it took. */
export interface Resolution {
  readonly addresses: readonly string[]
  readonly ms: number
  readonly failure: Failure | null
}

export interface ReachAttempt {
  readonly address: string
  readonly ms: number
  readonly failure: Failure | null
}

/** What connecting by TCP came to, address by address. `failure` is null where the last one answered. */
export interface Reachability {
  readonly attempts: readonly ReachAttempt[]
  readonly failure: Failure | null
}

const HostSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253))
const TransportSchema = v.picklist(['tcp', 'udp'])

export const networkCalls = {
  /** Found out by trying, once for an engine. */
  'network.socketSupport': call(NothingSchema).returns<SocketSupport>(),
  'network.addresses': call(NothingSchema).returns<readonly LocalAddress[]>(),
  'network.suggestPort': call(
    v.strictObject({
      transport: TransportSchema,
      address: v.string(),
      near: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
    }),
  ).returns<number>(),
  'network.portsInUse': call(NothingSchema).returns<PortsInUse>(),
  /** Binds for a moment. */
  'network.checkPort': call(
    v.strictObject({ transport: TransportSchema, address: v.string(), port: RemotePortSchema }),
  ).returns<PortCheck>(),
  /** Asks the system's resolver. */
  'network.resolve': call(v.strictObject({ host: HostSchema })).returns<Resolution>(),
  /** Connects once by TCP and lets go at once; each address has 3 s to answer. Nothing is sent. */
  'network.reach': call(v.strictObject({ host: HostSchema, port: RemotePortSchema })).returns<Reachability>(),
} as const
