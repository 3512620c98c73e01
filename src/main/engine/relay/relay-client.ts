import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import { SockwrightError } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { BehaviourPeer } from '../rules/behaviour'
import type { RelayRun } from './relay-run'

/** The side of the client of a relay's peer, as far as rules act on it. */
export interface ClientSide {
  readonly peer: number
  readonly remote: SocketAddress
  readonly local: SocketAddress
  /** Bytes that wait to leave for the client. */
  readonly clientQueued: number
  /** Sends an answer the way of what the target sends; does nothing where our direction to the client has ended. */
  answerClient(bytes: Uint8Array, cause: Cause): void
  /** Answers that wait for their time grew or shrank by `change` bytes. */
  holdsAnswers(change: number): void
  /** Ends our direction to the client. */
  endToClient(): void
  /** Both connections. */
  close(): void
  reset(): void
  changed(): void
}

/**
 * The peer of a relay as rules and scripts see it. They hear what the client sends, and what they answer goes to the client,
 * as if the target had sent it: rewritten, held and subject to faults like all that goes there.
 */
export class RelayClient implements BehaviourPeer {
  /** The number that the client has given us, where a rule reads it. */
  ourNumber: string | null = null

  constructor(
    private readonly run: RelayRun,
    private readonly side: ClientSide,
  ) {}

  get peer(): number {
    return this.side.peer
  }

  get remote(): SocketAddress {
    return this.side.remote
  }

  get local(): SocketAddress {
    return this.side.local
  }

  get queuedBytes(): number {
    return this.side.clientQueued
  }

  answer(bytes: Uint8Array, cause: Cause): void {
    this.side.answerClient(bytes, cause)
  }

  holdsAnswers(change: number): void {
    this.side.holdsAnswers(change)
  }

  halfClose(): void {
    this.side.endToClient()
  }

  close(): void {
    this.side.close()
  }

  reset(): void {
    this.side.reset()
  }

  upgradeByRule(): void {
    this.tell({ event: 'upgrade-refused', failure: new SockwrightError('E_TLS_OFF').toFailure() })
  }

  takesNumber(number: string): void {
    if (this.ourNumber === number) return
    this.ourNumber = number
    this.tell({ event: 'number-taken', number })
    this.side.changed()
  }

  tell(event: CaptureEvent): void {
    this.run.recorder.event(this.peer, event)
  }
}
