import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { TLSSocket } from 'node:tls'

/** How a connection ended, as its other side saw it. */
export interface SeenEnd {
  /** Code of the error, where there was one. */
  readonly error: string | null
  readonly sawFin: boolean
}

/** A bare TCP socket: the other side of a connection under test, which notes what it sees. */
export class RawPeer {
  received = Buffer.alloc(0)
  sawFin = false
  error: string | null = null
  /** Resolves when the socket is closed. */
  readonly closed: Promise<SeenEnd>
  #waiters: (() => void)[] = []

  constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => {
      socket.on('close', () => resolve({ error: this.error, sawFin: this.sawFin }))
    })
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk])
      this.#wake()
    })
    socket.on('end', () => {
      // libuv reports a reset behind data as an end; a write of no bytes brings it out.
      // Node's TLS does not stand an empty write whose socket is destroyed in the same turn.
      if (socket.writable && !(socket instanceof TLSSocket)) socket.write(Buffer.alloc(0))
      this.sawFin = socket.errored === null
      this.#wake()
    })
    socket.on('error', (error: Error & { code?: string }) => {
      this.error = error.code ?? error.message
      this.#wake()
    })
  }

  /** Connects; half-open connections stay so. */
  static async connectTo(port: number, host = '127.0.0.1'): Promise<RawPeer> {
    const socket = connect({ port, host, allowHalfOpen: true })
    await once(socket, 'connect')
    return new RawPeer(socket)
  }

  get port(): number {
    return this.socket.localPort ?? 0
  }

  /** Resets the connection, where it is not over. */
  reset(): void {
    if (!this.socket.destroyed) this.socket.resetAndDestroy()
  }

  /** Resolves when at least `bytes` have come. */
  async has(bytes: number): Promise<Buffer> {
    await this.#until(() => this.received.length >= bytes)
    return this.received
  }

  fin(): Promise<void> {
    return this.#until(() => this.sawFin)
  }

  #until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve()
    return new Promise((resolve) => {
      const look = () => (ready() ? resolve() : void this.#waiters.push(look))
      this.#waiters.push(look)
    })
  }

  #wake(): void {
    const waiters = this.#waiters
    this.#waiters = []
    waiters.forEach((waiter) => waiter())
  }
}

/** A bare listening socket on a port of its own. */
export class RawServer {
  readonly peers: RawPeer[] = []
  #waiters: ((peer: RawPeer) => void)[] = []

  private constructor(readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      const peer = new RawPeer(socket)
      this.peers.push(peer)
      this.#waiters.splice(0).forEach((waiter) => waiter(peer))
    })
  }

  static async listen(host = '127.0.0.1', port = 0): Promise<RawServer> {
    const server = createServer({ allowHalfOpen: true })
    server.listen(port, host)
    await once(server, 'listening')
    return new RawServer(server)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** The next connection that comes. */
  next(): Promise<RawPeer> {
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  close(): void {
    this.server.close()
    for (const { socket } of this.peers) socket.destroy()
  }
}
