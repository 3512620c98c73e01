import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { EndpointState, EndpointStatus } from '../../src/shared/endpoints/endpoint-status'
import type { PeerStatus } from '../../src/shared/endpoints/endpoint-status'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'

/** A whole engine with a data folder of its own, used over a session as a window does. */
export class EngineWindow {
  private constructor(
    readonly engine: Engine,
    readonly session: Caller<EngineCalls, EngineEvents>,
    readonly folder: string,
  ) {}

  static async open(): Promise<EngineWindow> {
    const folder = await mkdtemp(join(tmpdir(), 'sockwright-engine-'))
    const engine = await Engine.start({ workspace: { last: true }, dataFolder: folder }, (problem) => {
      throw problem
    })
    const [mine, theirs] = createMemoryChannelPair()
    engine.openSession(theirs, { files: 'any' })
    return new EngineWindow(engine, connect(mine), folder)
  }

  async close(): Promise<void> {
    await this.engine.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Makes and starts an endpoint; returns its id. */
  async endpoint(kind: EndpointKind, name: string, options: Record<string, unknown>): Promise<string> {
    const { id } = await this.session.call('endpoint.create', { kind, name, options })
    await this.session.call('endpoint.start', { endpoint: id })
    return id
  }

  status(endpoint: string): EndpointStatus {
    return this.engine.endpoints.get(endpoint).status()
  }

  capture(endpoint: string): string {
    return this.status(endpoint).recording!.capture
  }

  /** The port of a running endpoint. */
  port(endpoint: string): number {
    const { state } = this.status(endpoint)
    if (!('local' in state)) throw new Error(`no local address while ${state.is}`)
    return state.local.port
  }

  /** Resolves when the status of an endpoint is (or becomes) as wanted. */
  until(endpoint: string, met: (status: EndpointStatus) => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (met(this.status(endpoint))) return resolve()
      const stop = this.session.on('endpoint.status', ({ statuses }) => {
        if (!statuses.some((status) => status.endpoint === endpoint && met(status))) return
        stop()
        resolve()
      })
    })
  }

  untilState(endpoint: string, is: EndpointState['is']): Promise<void> {
    return this.until(endpoint, ({ state }) => state.is === is)
  }

  async peers(endpoint: string): Promise<readonly PeerStatus[]> {
    const asked = { endpoint, from: 0, count: 100, show: 'all' } as const
    return (await this.session.call('endpoint.peers', asked)).rows
  }

  /** Sends a text by hand. */
  async send(endpoint: string, text: string): Promise<void> {
    const payload = { form: 'text', text, lineEnding: 'none' } as const
    await this.session.call('endpoint.send', { endpoint, target: { to: 'peers', peers: 'all' }, payload })
  }
}
