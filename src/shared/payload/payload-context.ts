import type { SocketAddress } from '../endpoints/socket-address'

/** Who gets what is sent, and from which of our addresses. A connection of an endpoint is one as it stands. */
export interface PayloadRecipient {
  readonly peer: number
  readonly remote: SocketAddress
  readonly local: SocketAddress
}

/**
 * What the pattern of a rule took out of the message that it answers, as received: the whole match first, then the
 * groups; null for one that took no part.
 */
export interface PayloadMatch {
  readonly numbered: readonly (Uint8Array | null)[]
  readonly named: Readonly<Record<string, Uint8Array | null>>
}

/** Where values come from that are the same for all senders of a workspace. */
export interface PayloadSources {
  /** Values of the workspace's variables, and of those a sequence has set, by name. */
  readonly variables: Readonly<Record<string, string>>
  /** Null while the person has not allowed the workspace to read it: `env.` fails with `E_ENVIRONMENT_CONSENT`. */
  readonly environment: Readonly<Record<string, string | undefined>> | null
  /** ms since the epoch. */
  now(): number
  /** Fills `bytes` with random ones and returns it. */
  random(bytes: Uint8Array): Uint8Array
}

/** What one evaluation of a payload is made from. Evaluating the same template in the same context reads no state. */
export interface PayloadContext {
  /** Null where nobody in particular is sent to: `peer.` and `local.` fail with `E_VARIABLE_PLACE`. */
  readonly recipient: PayloadRecipient | null
  /**
   * How often the sender has sent this template before, from 0; `seq` counts by it. The sender keeps the count: one
   * for each of its runs and templates, the same for all recipients of one sending.
   */
  readonly sending: number
  /** Null where no message is answered. */
  readonly match: PayloadMatch | null
  readonly sources: PayloadSources
}

/** What is known where a payload is written, so that what can never be filled in is refused there and then. */
export interface PayloadScope {
  /** Names of the groups of the rule's pattern, `0` among them; null where no message is answered. */
  readonly match: ReadonlySet<string> | null
  /** Names of the workspace's variables; null where they are known at the sending only. */
  readonly variables: ReadonlySet<string> | null
}

/** A payload that is sent by hand, by a repeat, or as a greeting, before its workspace is known. */
export const plainScope: PayloadScope = { match: null, variables: null }

/** The context of a payload that is looked at and sent to nobody: no recipient, no workspace, the beginning of time. */
export const nobody: PayloadContext = {
  recipient: null,
  sending: 0,
  match: null,
  sources: { variables: {}, environment: null, now: () => 0, random: (bytes) => bytes },
}
