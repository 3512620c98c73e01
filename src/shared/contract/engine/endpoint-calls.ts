import * as v from 'valibot'
import {
  type EndpointConfig,
  EndpointIdSchema,
  EndpointNameSchema,
  OptionInputSchema,
} from '../../endpoints/endpoint-config'
import { EndpointKindSchema } from '../../endpoints/endpoint-kind'
import type { EndpointStatus, PeerStatus } from '../../endpoints/endpoint-status'
import type { TcpState } from '../../timeline/timeline-life'
import { PayloadSchema } from '../../payload/payload'
import { RewriteListSchema } from '../../relay/rewrite'
import { noRules, RuleListSchema } from '../../rules/rule'
import { EndpointScriptSchema, noScript } from '../../scripts/endpoint-script'
import { call } from '../call'
import type { Failure } from '../errors'
import { CountSchema, IndexSchema, PeerNumberSchema } from './argument-schemas'

/** The peers a call concerns: all connected ones, or some by number. */
export const PeerChoiceSchema = v.union([
  v.literal('all'),
  v.pipe(v.array(PeerNumberSchema), v.minLength(1), v.maxLength(10_000)),
])
export type PeerChoice = v.InferOutput<typeof PeerChoiceSchema>

/** Whom a payload is for. `remote` is a client's server or a UDP endpoint's fixed remote. */
export const TargetSchema = v.variant('to', [
  v.strictObject({ to: v.literal('remote') }),
  v.strictObject({ to: v.literal('peers'), peers: PeerChoiceSchema }),
  v.strictObject({
    to: v.literal('address'),
    host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253)),
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  }),
])
export type Target = v.InferOutput<typeof TargetSchema>

/** One option that would not work, with the port to offer where that is the way out. */
export interface OptionProblem {
  readonly option: string
  readonly failure: Failure
  readonly suggestedPort: number | null
}

export type SendOutcome =
  | { readonly peer: number; readonly ok: true; readonly bytes: number }
  | { readonly peer: number; readonly ok: false; readonly failure: Failure }

/** Whether an upgrade of a connection to TLS has begun. */
export type UpgradeOutcome =
  | { readonly peer: number; readonly ok: true }
  | { readonly peer: number; readonly ok: false; readonly failure: Failure }

export interface PeerPage {
  readonly total: number
  readonly revision: number
  readonly rows: readonly PeerStatus[]
}

/** Which rows of an endpoint's list of peers. */
const peerQueryEntries = {
  endpoint: EndpointIdSchema,
  from: IndexSchema,
  count: CountSchema,
  show: v.picklist(['all', 'connected', 'closed']),
  search: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
} as const

/**
 * The state of TCP of a peer and the round trip that the kernel measures, µs; null where the system knows no such connection
 * or does not tell. `target` is the state of a relay's connection with its target.
 */
export interface PeerTcpStates {
  readonly peer: number
  readonly state: TcpState | null
  readonly roundTrip: number | null
  readonly target: TcpState | null
}

export const endpointCalls = {
  'endpoint.create': call(
    v.strictObject({
      kind: EndpointKindSchema,
      name: EndpointNameSchema,
      options: OptionInputSchema,
      rules: v.optional(RuleListSchema, noRules),
      rewrites: v.optional(RewriteListSchema, []),
      script: v.optional(EndpointScriptSchema, noScript),
    }),
  ).returns<EndpointConfig>(),
  /**
   * `needsRestart` tells that a running endpoint goes on with some old values until its next start. `rulesBefore` are those
   * that `rules` were made of: what another window has changed since is kept, and where both changed the same rule, nothing
   * is saved (`E_RULES_CHANGED`).
   */
  'endpoint.update': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      name: v.optional(EndpointNameSchema),
      options: v.optional(OptionInputSchema),
      rules: v.optional(RuleListSchema),
      rewrites: v.optional(RewriteListSchema),
      rulesBefore: v.optional(RuleListSchema),
      script: v.optional(EndpointScriptSchema),
    }),
  ).returns<{ readonly config: EndpointConfig; readonly needsRestart: boolean }>(),
  'endpoint.duplicate': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointConfig>(),
  /** Stops and removes; `endpoint.restore` takes the last fifty back until the engine ends. */
  'endpoint.delete': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<null>(),
  'endpoint.restore': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointConfig>(),
  /** Would these options work now? Probes the system without keeping anything open. */
  'endpoint.check': call(
    v.strictObject({
      kind: EndpointKindSchema,
      options: OptionInputSchema,
      endpoint: v.optional(EndpointIdSchema),
    }),
  ).returns<readonly OptionProblem[]>(),
  'endpoint.start': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointStatus>(),
  'endpoint.stop': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointStatus>(),
  /** Ends the wait of a reconnecting client at once. */
  'endpoint.reconnect': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<null>(),
  'endpoint.peers': call(
    v.strictObject({ ...peerQueryEntries, details: v.optional(v.boolean(), false) }),
  ).returns<PeerPage>(),
  /** The states of TCP of the same peers, as the system tells them; null where it has no table of sockets to read. */
  'endpoint.tcpStates': call(v.strictObject(peerQueryEntries)).returns<readonly PeerTcpStates[] | null>(),
  'endpoint.send': call(
    v.strictObject({ endpoint: EndpointIdSchema, target: TargetSchema, payload: PayloadSchema }),
  ).returns<readonly SendOutcome[]>(),
  /** Begins TLS on open plain connections, as they are now; `secured` or `handshake-failed` is recorded when it is over. */
  'endpoint.upgrade': call(v.strictObject({ endpoint: EndpointIdSchema, peers: PeerChoiceSchema })).returns<
    readonly UpgradeOutcome[]
  >(),
  'endpoint.endPeers': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      peers: PeerChoiceSchema,
      how: v.picklist(['half-close', 'close', 'reset']),
      /** What a WebSocket's close says; left out: 1000, without a reason. */
      status: v.optional(
        v.strictObject({
          code: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
          reason: v.pipe(v.string(), v.maxLength(1_000)),
        }),
      ),
    }),
  ).returns<null>(),
  /** Pings WebSocket peers; the answer is told by the event `ping-answered`. */
  'endpoint.ping': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      peers: PeerChoiceSchema,
      text: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
    }),
  ).returns<null>(),
} as const

export interface EndpointEvents {
  /** At most 30 times a second: endpoints whose status has changed. */
  readonly 'endpoint.status': { readonly statuses: readonly EndpointStatus[] }
}
