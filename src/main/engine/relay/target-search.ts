import type { Failure } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { DialWitness } from '../endpoints/stream/dial'

/** How the target of one peer is sought: each step is an event, and what may not be reached is refused. */
export class TargetSearch implements DialWitness {
  /** Where the target is, or was sought last. */
  sought: SocketAddress | null = null
  #attempt = 0

  constructor(
    private readonly peer: number,
    private readonly recorder: Recorder,
    /** Throws `E_RELAY_LOOP`. */
    private readonly assertNoLoop: (target: SocketAddress) => void,
  ) {}

  lookedUp(host: string, addresses: readonly string[]): void {
    this.recorder.event(this.peer, { event: 'looked-up', leg: 'target', host, addresses })
  }

  connecting(remote: SocketAddress): void {
    this.sought = remote
    this.assertNoLoop(remote)
    const attempt = ++this.#attempt
    this.recorder.event(this.peer, { event: 'connecting', leg: 'target', remote, attempt })
  }

  failed(remote: SocketAddress | null, failure: Failure): void {
    this.recorder.event(this.peer, { event: 'connect-failed', leg: 'target', remote, failure })
  }

  /** The search has come to an end: what no attempt has told is told here. */
  ended(failure: Failure): void {
    if (failure.code === 'E_RELAY_LOOP') this.failed(this.sought, failure)
  }
}
