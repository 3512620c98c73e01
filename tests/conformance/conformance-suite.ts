import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EngineOptions } from '../../src/main/engine/engine-options'
import type { Caller } from '../../src/shared/contract/call'
import type { Channel } from '../../src/shared/contract/channel'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type { ViewProgress } from '../../src/shared/contract/engine/view-calls'
import { SockwrightError } from '../../src/shared/contract/errors'
import { connect } from '../../src/shared/contract/link'
import { client, pcapFile, server, udpPacket } from '../support/packet-bytes'

type EngineCaller = Caller<EngineCalls, EngineEvents>

/** A transport may begin with a browser. */
const slowestMs = 60_000

/** One side's end of a link to the engine, as a window has it. */
export interface TransportLink {
  readonly channel: Channel
  /** Breaks the link as the transport would when its window goes away. */
  end(): void
}

/** An engine and a way to it. */
export interface Transport {
  open(): Promise<TransportLink>
  stop(): Promise<void>
}

export interface TransportUnderTest {
  readonly name: string
  start(options: EngineOptions): Promise<Transport>
  /** Why a window cannot see the end of this link; null where it can. */
  readonly endUnseen: string | null
}

/** What every transport of the engine contract must do alike. */
export function describeTransport(under: TransportUnderTest): void {
  describe(`engine contract over ${under.name}`, () => {
    let folder: string
    let transport: Transport
    let link: TransportLink
    let engine: EngineCaller
    /** Cleans up after each test, whatever has become of the test's own link. */
    let keeper: EngineCaller

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sockwright-conformance-'))
      transport = await under.start({ workspace: { memory: true }, dataFolder: folder })
      keeper = connect((await transport.open()).channel)
    }, slowestMs)

    afterAll(async () => {
      await transport.stop()
      await rm(folder, { recursive: true, force: true })
    }, slowestMs)

    beforeEach(async () => {
      link = await transport.open()
      engine = connect(link.channel)
    }, slowestMs)

    afterEach(async () => {
      const { endpoints } = await keeper.call('workspace.current', {})
      for (const { id } of endpoints) await keeper.call('endpoint.delete', { endpoint: id })
      link.end()
    }, slowestMs)

    /** Calls by any name with any argument, as a broken or hostile window might. */
    const callAnything = (name: string, args: unknown): Promise<unknown> =>
      engine.call(name as 'engine.info', args as Record<string, never>)

    const failureOf = async (call: Promise<unknown>): Promise<SockwrightError> => {
      const thrown: unknown = await call.then(
        () => null,
        (failure: unknown) => failure,
      )
      expect(thrown).toBeInstanceOf(SockwrightError)
      return thrown as SockwrightError
    }

    const createServer = (options: Record<string, unknown> = {}) =>
      engine.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options })

    it('answers calls with their results', async () => {
      expect(await engine.call('engine.info', {})).toMatchObject({ platform: process.platform })
      expect(await engine.call('engine.statuses', {})).toEqual([])
      const created = await createServer({ echo: true })
      expect(created).toMatchObject({ kind: 'tcp-server', name: 'Server', options: { echo: true, port: 0 } })
      expect((await engine.call('workspace.current', {})).endpoints).toEqual([created])
    })

    it('answers each of many calls at once with its own result', async () => {
      const near = Array.from({ length: 50 }, (_, index) => index % 2)
      const answers = await Promise.all(
        near.map((odd) => (odd ? engine.call('engine.info', {}) : engine.call('history.list', {}))),
      )
      answers.forEach((answer, index) => expect(Array.isArray(answer)).toBe(near[index] === 0))
    })

    it('hands over failures with code, message and details', async () => {
      const failure = await failureOf(engine.call('endpoint.start', { endpoint: 'no-such' }))
      expect(failure.code).toBe('E_ENDPOINT_UNKNOWN')
      expect(failure.message).toContain('no such endpoint')
      const first = await createServer()
      const started = await engine.call('endpoint.start', { endpoint: first.id })
      const port = started.state.is === 'listening' ? started.state.local.port : 0
      const second = await createServer({ port })
      const inUse = await failureOf(engine.call('endpoint.start', { endpoint: second.id }))
      expect(inUse).toMatchObject({ code: 'EADDRINUSE', details: { port, address: '127.0.0.1' } })
      expect(inUse.message).toContain(String(port))
    })

    it.each([
      ['a missing argument', 'endpoint.start', {}, 'endpoint'],
      ['an argument of another type', 'endpoint.start', { endpoint: 7 }, 'endpoint'],
      ['an argument too many', 'engine.info', { extra: 1 }, 'extra'],
      ['no arguments at all', 'engine.info', undefined, '(whole)'],
      ['an array in place of arguments', 'workspace.open', [1, 2], 'path'],
      ['a number out of range', 'view.rows', { view: 'v', from: -1, count: 1, preview: 0 }, 'from'],
      ['a kind that does not exist', 'endpoint.create', { kind: 'ftp', name: 'x', options: {} }, 'kind'],
    ])('refuses %s', async (_what, call, args, path) => {
      const failure = await failureOf(callAnything(call, args))
      expect(failure.code).toBe('E_ARGUMENT')
      expect(failure.details).toMatchObject({ call, path })
    })

    it.each([
      'engine.destroy',
      '',
      'constructor',
      'toString',
      '__proto__',
      'hasOwnProperty',
      'then',
      '$call',
    ])('has no call named %j', async (call) => {
      expect((await failureOf(callAnything(call, {}))).code).toBe('E_CALL_UNKNOWN')
    })

    it('goes on after messages that are none', async () => {
      for (const message of [null, undefined, 1, 'text', [], {}, { t: 'q' }, { t: 'q', i: 1, m: {}, a: 1 }]) {
        link.channel.post(message)
      }
      expect(await engine.call('engine.statuses', {})).toEqual([])
    })

    it('carries bytes of the engine exactly', async () => {
      const { rows, capture } = await recordBytes(engine)
      const message = rows.find(({ direction }) => direction === 'in')!
      expect(message.data).toBeInstanceOf(Uint8Array)
      const read = await engine.call('record.read', { capture, record: message.record })
      expect(read.data).toBeInstanceOf(Uint8Array)
      expect([...read.data]).toEqual(Array.from({ length: 256 }, (_, byte) => byte))
      expect([...message.data!]).toEqual([...read.data])
    })

    it('carries bytes of the window exactly', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      const message = await importBytes(engine, bytes)
      expect([...message]).toEqual([...bytes])
    })

    it('tells events in the order in which things happen', async () => {
      const counts: number[] = []
      engine.on('workspace.changed', ({ workspace }) => counts.push(workspace.endpoints.length))
      for (let index = 0; index < 5; index++) await createServer()
      expect(counts).toEqual([1, 2, 3, 4, 5])
    })

    it('tells every session what one of them changes', async () => {
      const other = connect<EngineCalls, EngineEvents>((await transport.open()).channel)
      // A transport may learn of a window with its first message only.
      expect(await other.call('settings.get', {})).not.toMatchObject({ theme: 'light' })
      const heard = new Promise((resolve) => other.on('settings.changed', resolve))
      await engine.call('settings.set', { theme: 'light' })
      expect(await heard).toMatchObject({ settings: { theme: 'light' } })
      expect(await other.call('settings.get', {})).toMatchObject({ theme: 'light' })
    })

    it('stops telling whoever has stopped listening', async () => {
      let heard = 0
      const off = engine.on('workspace.changed', () => (heard += 1))
      await createServer()
      off()
      await createServer()
      expect(heard).toBe(1)
    })

    it('goes on for others when one link ends', async () => {
      const other = await transport.open()
      const caller = connect<EngineCalls, EngineEvents>(other.channel)
      await caller.call('endpoint.create', { kind: 'udp', name: 'Stays', options: {} })
      other.end()
      expect((await engine.call('workspace.current', {})).endpoints).toHaveLength(1)
    })

    const seesEnd = under.endUnseen === null ? it : it.skip
    const unseen = under.endUnseen === null ? '' : ` (skipped: ${under.endUnseen})`
    seesEnd(`rejects calls when the link has ended${unseen}`, async () => {
      const underWay = failureOf(engine.call('engine.diskSpace', {}))
      link.end()
      expect((await underWay).code).toBe('E_LINK_CLOSED')
      expect((await failureOf(engine.call('engine.info', {}))).code).toBe('E_LINK_CLOSED')
    })
  })
}

/** Records all 256 byte values, sent from one endpoint to another. */
async function recordBytes(engine: EngineCaller) {
  const server = await engine.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options: {} })
  const listening = await engine.call('endpoint.start', { endpoint: server.id })
  const { state, recording } = listening
  const port = state.is === 'listening' ? state.local.port : 0
  const client = await engine.call('endpoint.create', {
    kind: 'tcp-client',
    name: 'Client',
    options: { host: '127.0.0.1', port },
  })
  const capture = recording!.capture
  const received = new Promise<void>((resolve) => {
    engine.on('endpoint.status', ({ statuses }) => {
      const status = statuses.find(({ endpoint }) => endpoint === server.id)
      if (status?.counters.recordedBytes === 256) resolve()
    })
  })
  await engine.call('endpoint.start', { endpoint: client.id })
  const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')
  await engine.call('endpoint.send', {
    endpoint: client.id,
    target: { to: 'remote' },
    payload: { form: 'hex', hex },
  })
  await received
  const view: ViewProgress = await engine.call('view.open', { capture, filter: '' })
  const { rows } = await engine.call('view.rows', { view: view.view, from: 0, count: 100, preview: 256 })
  return { capture, rows }
}

/** Uploads a packet file with one datagram of `data` and reads that from the capture it becomes. */
async function importBytes(engine: EngineCaller, data: Uint8Array): Promise<Uint8Array> {
  const file = new Uint8Array(
    pcapFile(101, [{ at: 1_000n, frame: udpPacket(client, server, Buffer.from(data)) }]),
  )
  const { upload } = await engine.call('upload.begin', { name: 'bytes.pcap', bytes: file.length })
  await engine.call('upload.write', { upload, data: file })
  const imported = new Promise<string>((resolve, reject) => {
    engine.on('import.progress', ({ state }) => {
      if (state.is === 'finished') resolve(state.capture)
      else if (state.is !== 'running') reject(new Error(JSON.stringify(state)))
    })
  })
  await engine.call('upload.import', { upload })
  const capture = await imported
  const { view } = await engine.call('view.open', { capture, filter: '' })
  const { rows } = await engine.call('view.rows', { view, from: 0, count: 100, preview: 0 })
  const { record } = rows.find(({ direction }) => direction !== 'none')!
  return (await engine.call('record.read', { capture, record })).data
}
