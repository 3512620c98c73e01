import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { PeerPage, SendOutcome, Target } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { OpenFileLimit } from '../network/open-file-limit'
import type { Cause } from '../../../shared/capture/record'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour } from '../rules/behaviour'
import { BaseEndpoint, type RunParts, type RunSockets } from './base-endpoint'
import { bindFailure, checkLocalAddress } from './bind-failure'
import { ConnectionTable } from './connection-table'
import { optionsFramer } from './framing/framer-maker'
import type { EndPeersHow, PeerQuery } from './endpoint'
import { socketFailure } from './socket-failure'
import { PeerStream } from './stream/peer-stream'
import { takeOver } from './stream/stream-socket'

export type TcpServerConfig = Extract<EndpointConfig, { kind: 'tcp-server' }>

/** Listens on a port; every client it accepts is the next peer. */
export class TcpServerEndpoint extends BaseEndpoint<TcpServerConfig> {
  protected override makeSockets(parts: RunParts<TcpServerConfig>): RunSockets<TcpServerConfig> {
    return new TcpServerSockets(parts)
  }
}

class TcpServerSockets implements RunSockets<TcpServerConfig> {
  readonly lostDatagrams = null
  readonly tellsFailures = false
  readonly #table: ConnectionTable
  readonly #server: Server
  readonly #openFiles = new OpenFileLimit()
  #options: TcpServerConfig['options']
  #acceptStopped = false
  #checkingRoom = false

  constructor(private readonly parts: RunParts<TcpServerConfig>) {
    const { config, recorder, traffic, behaviour } = parts
    this.#options = config.options
    const listener = {
      changed: parts.changed,
      closed: () => undefined,
    }
    const makeFramer = optionsFramer(config.options)
    this.#table = new ConnectionTable(recorder, traffic, behaviour, config.options, listener, makeFramer)
    const { noDelay, keepAlive, keepAliveDelay } = config.options
    // The options here reach a socket without a call of the system more per client.
    this.#server = createServer({
      allowHalfOpen: true,
      pauseOnConnect: true,
      noDelay,
      keepAlive,
      keepAliveInitialDelay: keepAliveDelay,
    })
  }

  get counts() {
    return this.#table.counts
  }

  get revision(): number {
    return this.#table.revision
  }

  async open(): Promise<void> {
    const { address, port } = this.#options
    checkLocalAddress(address)
    await this.#listen().catch(async (thrown: unknown) => {
      throw await bindFailure('tcp', address, port, thrown)
    })
    const local = addressOf(this.#server)
    this.parts.recorder.event(0, { event: 'listening', local })
    this.parts.setState({ is: 'listening', local })
    this.#server.on('connection', (socket) => this.#accept(socket))
    this.#server.on('error', (error) => this.#failed(error))
  }

  async send(target: Target, outgoing: Outgoing, cause: Cause): Promise<readonly SendOutcome[]> {
    if (target.to === 'peers') return this.#table.send(target.peers, outgoing, cause)
    if (target.to === 'remote') throw new SockwrightError('E_NO_PEER')
    return this.#table.sendToAddress({ address: target.host, port: target.port }, outgoing, cause)
  }

  endPeers(peers: Parameters<ConnectionTable['endPeers']>[0], how: EndPeersHow): void {
    this.#table.endPeers(peers, how)
  }

  page(query: PeerQuery): PeerPage {
    return this.#table.page(query)
  }

  configure({ options }: TcpServerConfig, behaviour: Behaviour): void {
    this.#options = options
    this.#table.configure(options, behaviour)
  }

  look(): void {
    this.#table.look()
    if (this.#acceptStopped && !this.#checkingRoom) void this.#resumeAccepting()
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.#table.captureCaughtUp()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (this.#server.listening) this.#server.close(() => resolve())
      else resolve()
    })
    await this.#table.closeAll()
    await closed
  }

  #listen(): Promise<void> {
    const { address, port, backlog } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: address, port, backlog, exclusive: true }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  #accept(accepted: Socket): void {
    const { maxClients, noDelay, keepAlive, keepAliveDelay } = this.#options
    if (this.#isNearLimit(accepted)) {
      this.#stopAccepting()
      turnAway(accepted, 'reset')
      return
    }
    if (maxClients > 0 && this.#table.size >= maxClients) {
      const remote = { address: accepted.remoteAddress ?? '?', port: accepted.remotePort ?? 0 }
      this.parts.recorder.event(0, { event: 'client-refused', remote, limit: maxClients })
      turnAway(accepted, 'close')
      return
    }
    const { options } = this.parts.config
    const socket = takeOver(accepted, {
      allowHalfOpen: true,
      noDelay: options.noDelay,
      keepAlive: options.keepAlive,
      keepAliveInitialDelay: options.keepAliveDelay,
    })
    if (noDelay !== options.noDelay) socket.setNoDelay(noDelay)
    if (keepAlive !== options.keepAlive || keepAliveDelay !== options.keepAliveDelay) {
      socket.setKeepAlive(keepAlive, keepAliveDelay)
    }
    this.#table.adopt(new PeerStream(socket), 'accepted')
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
    this.parts.recorder.event(0, { event: 'accept-stopped', failure })
    this.parts.changed()
  }

  async #resumeAccepting(): Promise<void> {
    this.#checkingRoom = true
    const room = await this.#openFiles.hasRoom()
    this.#checkingRoom = false
    if (!room || !this.#server.listening) return
    this.#acceptStopped = false
    this.parts.recorder.event(0, { event: 'accept-resumed' })
    this.parts.changed()
  }

  /** Errors of a listening socket concern one client; the server goes on. */
  #failed(error: Error): void {
    const failure = socketFailure(error, { operation: 'accept' }).toFailure()
    this.parts.recorder.event(0, { event: 'socket-failed', failure })
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

function addressOf(server: Server) {
  const { address, port } = server.address() as AddressInfo
  return { address, port }
}
