import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { RawPeer } from './raw-peer'

/** A TLS client on a socket of its own: the other side of a connection under test, seen inside TLS and below. */
export class TlsPeer extends RawPeer {
  private constructor(
    readonly raw: Socket,
    readonly tls: TLSSocket,
  ) {
    super(tls)
  }

  /** Connects and finishes the handshake; any certificate will do unless `options` say otherwise. */
  static async connectTls(port: number, options: ConnectionOptions = {}): Promise<TlsPeer> {
    const raw = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(raw, 'connect')
    const tls = connectTls({ socket: raw, servername: 'localhost', rejectUnauthorized: false, ...options })
    const peer = new TlsPeer(raw, tls)
    await once(tls, 'secureConnect')
    return peer
  }

  /** Resets the socket below TLS. */
  override reset(): void {
    if (!this.raw.destroyed) this.raw.resetAndDestroy()
  }
}
