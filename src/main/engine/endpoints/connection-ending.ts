import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { PeerEnd } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { socketFailure } from './socket-failure'
import { tlsFailure } from './tls/tls-failure'
import type { StreamError } from './stream/peer-stream'

/** How a connection comes to its end: what was asked of us, who ended first, and what failed. */
export class ConnectionEnding {
  /** Asked to send what is queued and let go. */
  closing = false
  /** Asked to end both sides at once. */
  resetting = false
  /** Who ended their side first. */
  finBy: 'us' | 'peer' | null = null
  /** The first thing that failed. */
  error: StreamError | null = null

  constructor(private readonly remote: SocketAddress) {}

  get isUnderWay(): boolean {
    return this.closing || this.resetting
  }

  /** Valid once the connection is closed. */
  end(): PeerEnd {
    if (this.resetting) return { by: 'us', how: 'reset' }
    if (this.#isPeersDoing) return { by: 'peer', how: 'reset' }
    if (this.error) return { by: 'failure', failure: this.#failure(this.error, 0).toFailure() }
    return { by: this.closing ? 'us' : (this.finBy ?? 'us'), how: 'close' }
  }

  /** Why messages never passed; `code` tells it where nothing failed. Valid once the connection is closed. */
  whyNeverReady(code: 'ECONNABORTED' | 'E_WS_HANDSHAKE_CLOSED'): Failure {
    const end = this.end()
    if (end.by === 'failure') return end.failure
    return new SockwrightError(
      code === 'ECONNABORTED' && this.#isPeersDoing ? 'ECONNRESET' : code,
    ).toFailure()
  }

  /** Why `unsent` bytes never left. */
  sendFailure(unsent: number): SockwrightError {
    if (this.resetting) return new SockwrightError('ECONNABORTED', { unsent })
    return this.#failure(this.#isPeersDoing ? { code: 'EPIPE' } : this.error, unsent)
  }

  /** Reset, or gone when we wrote. */
  get #isPeersDoing(): boolean {
    if (this.error instanceof SockwrightError) return false
    return this.error?.code === 'ECONNRESET' || this.error?.code === 'EPIPE'
  }

  #failure(thrown: unknown, unsent: number): SockwrightError {
    const { address, port } = this.remote
    return tlsFailure(thrown) ?? socketFailure(thrown, { operation: 'send', address, port, unsent })
  }
}
