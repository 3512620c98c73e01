import type { SockwrightError } from '../../../shared/contract/errors'
import type { MessageMatcher } from '../../../shared/rules/message-match'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'
import type { MakeFramer } from '../endpoints/framing/framer'
import type { LoadCounts } from './load-counts'

/** Messages of one client that may wait for their replies at once. */
export const mostAwaited = 1_024
/** Bytes of one client that may wait to leave. */
export const mostQueued = 256 * 1024

/** What the clients of a load have in common. */
export interface LoadSetting {
  readonly address: string
  readonly port: number
  readonly matcher: MessageMatcher | null
  readonly replyMs: number
  readonly makeFramer: MakeFramer
  readonly counts: LoadCounts
  /** A client may send again: it has connected, a reply has come or is given up, or what waited has left. */
  ready(client: LoadClient): void
  /** A client has stopped trying to connect. */
  gaveUp(client: LoadClient, failure: SockwrightError): void
}

/** One client of a load. Owns its socket, which is closed with {@link close}. */
export interface LoadClient extends PayloadRecipient {
  /** Can it take a message now? */
  readonly isReady: boolean
  /** Messages that wait for their replies. */
  readonly awaited: number
  open(): void
  /** `due` is when the message should have gone, in ms of the steady clock; its latency counts from then. */
  send(bytes: Uint8Array, due: number): void
  /** Gives up replies whose time is over. */
  expire(now: number): void
  /** Resolves when the socket is closed. Nothing is counted any more. */
  close(): Promise<void>
}
