import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** A bare UDP socket of a test: the other side of an endpoint. */
export class UdpPeer {
  private constructor(readonly socket: Socket) {}

  static async bind(address = '127.0.0.1'): Promise<UdpPeer> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.bind(0, address)
    await once(socket, 'listening')
    return new UdpPeer(socket)
  }

  get port(): number {
    return this.socket.address().port
  }

  send(bytes: string | Uint8Array, port: number, address = '127.0.0.1'): void {
    this.socket.send(bytes, port, address)
  }

  /** The next datagram that comes; ask before it is sent. */
  async next(): Promise<{ bytes: Buffer; from: RemoteInfo }> {
    const [bytes, from] = (await once(this.socket, 'message')) as [Buffer, RemoteInfo]
    return { bytes, from }
  }

  close(): void {
    this.socket.close()
  }
}
