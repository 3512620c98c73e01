import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'

/** An engine with a folder and a session of its own, and a TCP server with its clients, as one test has them. */
export class EngineUnderTest {
  folder = ''
  engine!: Engine
  session!: Caller<EngineCalls, EngineEvents>
  /** That of the server. */
  endpoint = ''
  port = 0
  readonly #sockets: Socket[] = []

  async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'sockwright-engine-'))
    this.engine = await Engine.start({ dataFolder: this.folder, workspace: { last: true } }, (problem) => {
      throw problem
    })
    this.session = this.openSession({ files: 'any' })
  }

  async end(): Promise<void> {
    this.#sockets.splice(0).forEach((socket) => socket.destroy())
    await this.engine.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  openSession(policy: Parameters<Engine['openSession']>[1]): Caller<EngineCalls, EngineEvents> {
    const [mine, theirs] = createMemoryChannelPair()
    this.engine.openSession(theirs, policy)
    return connect(mine)
  }

  /** Makes a server on a free port of loopback and starts it. */
  async startServer(options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const config = await this.session.call('endpoint.create', {
      kind: 'tcp-server',
      name: 'Server',
      options: { address: '127.0.0.1', port: 0, ...options },
    })
    this.endpoint = config.id
    await this.start()
  }

  /** Starts the server again. */
  async start(): Promise<void> {
    const { state } = await this.session.call('endpoint.start', { endpoint: this.endpoint })
    this.port = state.is === 'listening' ? state.local.port : 0
  }

  /** Connects, and waits until the server knows. */
  async client(): Promise<Socket> {
    const connected = () => this.engine.endpoints.get(this.endpoint).status().peers.connected
    const before = connected()
    const socket = connectSocket(this.port, '127.0.0.1').on('error', () => undefined)
    this.#sockets.push(socket)
    await once(socket, 'connect')
    await expect.poll(connected).toBe(before + 1)
    return socket
  }
}

/** For the tests of a file: an engine that begins and ends with each of them. */
export function engineUnderTest(): EngineUnderTest {
  const made = new EngineUnderTest()
  beforeEach(() => made.begin())
  afterEach(() => made.end())
  return made
}
