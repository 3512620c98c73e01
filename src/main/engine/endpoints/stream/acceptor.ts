import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import { SockwrightError, type Failure } from '../../../../shared/contract/errors'
import { isUnixAddress, unnamedUnix, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { Backlog } from '../../../../shared/endpoints/backlog'
import type { Recorder } from '../../capture/recorder'
import { backlogLimit } from '../../network/backlog-limit'
import { OpenFileLimit } from '../../network/open-file-limit'
import { socketFailure } from '../socket-failure'
import { listenPlace, type PathPlace, type PortPlace } from './listen-place'
import { streamEnds, type StreamEnds } from './peer-stream'
import { takeOver } from './stream-socket'

/** How to accept. Only `maxClients` (0: no limit), no-delay and keep-alive may change while listening. */
interface AcceptOptions {
  readonly backlog: number
  readonly maxClients: number
  readonly noDelay?: boolean
  readonly keepAlive?: boolean
  /** ms. */
  readonly keepAliveDelay?: number
}

/** Where and how to listen: at a TCP port, a Unix socket or a named pipe. */
export type AcceptorOptions = AcceptOptions & (PortPlace | PathPlace)

/** Who the accepted sockets are for. */
export interface AcceptorHost {
  readonly recorder: Recorder
  /** How many clients there are now. */
  readonly clients: number
  /** Takes over a raw socket that has `allowHalfOpen` and has read nothing. */
  accepted(socket: Socket): void
  /** It listens: new clients are accepted or, where `refusing` says why, turned away. */
  listens(local: SocketAddress, refusing?: Failure): void
}

/** Listens on a port and accepts, as long as there is room. Owns the listening socket. */
export class Acceptor {
  readonly #server: Server
  readonly #openFiles = new OpenFileLimit()
  /** Those with which the server makes its sockets. */
  readonly #first: AcceptorOptions
  #local: SocketAddress | null = null
  #acceptStopped = false
  #checkingRoom = false

  constructor(
    private options: AcceptorOptions,
    private readonly host: AcceptorHost,
  ) {
    this.#first = options
    const { noDelay, keepAlive, keepAliveDelay } = options
    // The options here reach a socket without a call of the system more per client.
    this.#server = createServer({
      allowHalfOpen: true,
      pauseOnConnect: true,
      noDelay,
      keepAlive,
      keepAliveInitialDelay: keepAliveDelay,
    })
  }

  /** Resolves with the address that is listened on, after its event; rejects with a coded failure. */
  async listen(): Promise<SocketAddress> {
    const place = listenPlace(this.options)
    const backlog = await this.#backlog()
    try {
      await place.makeWay()
      await this.#listen(place.options)
    } catch (thrown) {
      throw await place.failure(thrown)
    }
    const local = place.address(this.#server)
    this.host.recorder.event(0, { event: 'listening', local, backlog })
    this.#local = local
    return local
  }

  /** Clients become sockets of the host from now on: after `listen`. */
  accept(): void {
    this.host.listens(this.#local!)
    this.#server.on('connection', (socket) => this.#accept(socket))
    this.#server.on('error', (error) => this.#failed(error))
  }

  configure(options: AcceptorOptions): void {
    this.options = options
  }

  /** The two sides of an accepted socket. */
  ends(socket: Socket): StreamEnds {
    const local = this.#local
    if (local && isUnixAddress(local)) return { local, remote: unnamedUnix }
    return streamEnds(socket)
  }

  /** To be called once a second. */
  look(): void {
    if (this.#acceptStopped && !this.#checkingRoom) void this.#resumeAccepting()
  }

  /** Stops listening at once; resolves when the port is free. Accepted sockets stay. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#server.listening) this.#server.close(() => resolve())
      else resolve()
    })
  }

  async #backlog(): Promise<Backlog> {
    const { backlog: wanted } = this.options
    const limit = await backlogLimit()
    return { wanted, granted: limit === null ? null : Math.min(wanted, limit) }
  }

  #listen(options: ListenOptions): Promise<void> {
    const { backlog } = this.options
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ ...options, backlog, exclusive: true }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  #accept(accepted: Socket): void {
    const { maxClients, noDelay, keepAlive, keepAliveDelay } = this.options
    if (this.#isNearLimit(accepted)) {
      this.#stopAccepting()
      turnAway(accepted, 'reset')
      return
    }
    if (maxClients > 0 && this.host.clients >= maxClients) {
      const { remote } = this.ends(accepted)
      this.host.recorder.event(0, { event: 'client-refused', remote, limit: maxClients })
      turnAway(accepted, 'close')
      return
    }
    const first = this.#first
    const socket = takeOver(accepted, {
      allowHalfOpen: true,
      noDelay: first.noDelay,
      keepAlive: first.keepAlive,
      keepAliveInitialDelay: first.keepAliveDelay,
    })
    if (noDelay !== first.noDelay) socket.setNoDelay(noDelay)
    if (keepAlive !== first.keepAlive || keepAliveDelay !== first.keepAliveDelay) {
      socket.setKeepAlive(keepAlive, keepAliveDelay)
    }
    this.host.accepted(socket)
  }

  #isNearLimit(socket: Socket): boolean {
    if (this.#acceptStopped) return true
    const descriptor = (socket as unknown as { _handle: { fd?: number } | null })._handle?.fd
    return descriptor !== undefined && this.#openFiles.isNear(descriptor)
  }

  /**
   * Node cannot leave clients waiting in the backlog, so until there is room each is turned away with a reset as it
   * comes. The port stays ours all the while.
   */
  #stopAccepting(): void {
    if (this.#acceptStopped) return
    this.#acceptStopped = true
    const failure = new SockwrightError('EMFILE', { limit: this.#openFiles.limit }).toFailure()
    this.host.recorder.event(0, { event: 'accept-stopped', failure })
    this.host.listens(this.#local!, failure)
  }

  async #resumeAccepting(): Promise<void> {
    this.#checkingRoom = true
    const room = await this.#openFiles.hasRoom()
    this.#checkingRoom = false
    if (!room || !this.#server.listening) return
    this.#acceptStopped = false
    this.host.recorder.event(0, { event: 'accept-resumed' })
    this.host.listens(this.#local!)
  }

  /** Errors of a listening socket concern one client; the server goes on. */
  #failed(error: Error): void {
    const failure = socketFailure(error, { operation: 'accept' }).toFailure()
    this.host.recorder.event(0, { event: 'socket-failed', failure })
  }
}

/** Ends a client that never becomes a peer. */
function turnAway(socket: Socket, how: 'close' | 'reset'): void {
  socket.on('error', () => {
    // It was not ours to keep, so how it ends does not matter.
  })
  if (how === 'close') socket.destroy()
  else socket.resetAndDestroy()
}
