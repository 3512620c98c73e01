import { plainSurroundings } from '../support/plain-surroundings'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { UnfinishedBudget } from '../../src/main/engine/capture/unfinished-budget'
import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import type { Endpoint } from '../../src/main/engine/endpoints/endpoint'
import { recordFlags } from '../../src/shared/capture/record'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { configOf, EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer } from '../support/raw-peer'
import { readAll } from '../support/recorded-capture'

let server: EndpointUnderTest<'tcp-server'> | null = null
afterEach(async () => {
  await server?.endpoint.stop()
  server = null
})

async function listen(
  options: Partial<EndpointOptions<'tcp-server'>>,
): Promise<EndpointUnderTest<'tcp-server'>> {
  server = new EndpointUnderTest('tcp-server', options)
  await server.endpoint.start()
  return server
}

function messages({ recorder }: EndpointUnderTest, direction = 'in'): [number, string, number][] {
  return recorder.records
    .filter((record) => record.direction === direction)
    .map(({ peer, bytes, flags }) => [peer, Buffer.from(bytes!).toString(), flags])
}

describe('a framed endpoint', () => {
  it('records messages of each peer apart, and answers messages rather than chunks', async () => {
    const under = await listen({ framing: 'line', echo: true, reply: '!' })
    const one = await RawPeer.connectTo(under.local.port)
    const two = await RawPeer.connectTo(under.local.port)
    one.socket.write('a\nb')
    await one.has(3)
    two.socket.write('x\r\n')
    await two.has(4)
    one.socket.write('c\n')
    expect((await one.has(7)).toString()).toBe('a\n!bc\n!')
    expect((await two.has(4)).toString()).toBe('x\r\n!')
    expect(messages(under)).toEqual([
      [1, 'a\n', 0],
      [2, 'x\r\n', 0],
      [1, 'bc\n', 0],
    ])
    one.socket.destroy()
    two.socket.destroy()
  })

  it('counts held bytes as pending and records them unfinished when the peer ends', async () => {
    const under = await listen({ framing: 'u16be', echo: true })
    const peer = await RawPeer.connectTo(under.local.port)
    peer.socket.write(Buffer.from('\0\x01a\0\x05bc', 'latin1'))
    await peer.has(3)
    const { receivedBytes, recordedBytes, pendingBytes } = under.endpoint.status().counters
    expect([receivedBytes, recordedBytes, pendingBytes]).toEqual([7, 3, 4])
    peer.socket.end()
    await under.recorder.seen('closed')
    expect(messages(under)).toEqual([
      [1, '\0\x01a', 0],
      [1, '\0\x05bc', recordFlags.unfinished],
    ])
    await peer.has(7)
    expect(peer.received.toString('latin1')).toBe('\0\x01a\0\x05bc')
    expect(under.endpoint.status().counters).toMatchObject({
      receivedBytes: 7,
      recordedBytes: 7,
      pendingBytes: 0,
    })
  })

  it.each(['stop', 'close', 'reset'] as const)(
    'records what is unfinished at a %s from here',
    async (how) => {
      const under = await listen({ framing: 'line' })
      const peer = await RawPeer.connectTo(under.local.port)
      peer.socket.write('a\ncut')
      await under.recorder.until(() => messages(under).length === 1)
      if (how === 'stop') await under.endpoint.stop()
      else under.endpoint.endPeers('all', how)
      await under.recorder.seen('closed')
      expect(messages(under)).toEqual([
        [1, 'a\n', 0],
        [1, 'cut', recordFlags.unfinished],
      ])
      expect(under.recorder.records.at(how === 'stop' ? -2 : -1)!.event?.event).toBe('closed')
      peer.socket.destroy()
    },
  )

  it('tells of a message that is too long and loses nothing of it', async () => {
    const under = await listen({ framing: 'line', maxMessage: 64 })
    const peer = await RawPeer.connectTo(under.local.port)
    peer.socket.end(`${'x'.repeat(150)}\nok\n`)
    await under.recorder.seen('closed')
    expect(under.recorder.events('message-too-long', 1)).toEqual([
      { event: 'message-too-long', limit: 64, announced: null },
    ])
    expect(messages(under).map(([, text, flags]) => [text.length, flags])).toEqual([
      [64, 2],
      [64, 2],
      [23, 2],
      [3, 0],
    ])
    expect(under.recorder.bytes(1, 'in').toString()).toBe(`${'x'.repeat(150)}\nok\n`)
  })

  it('ends messages by silence, of the answers of a server too', async () => {
    const under = await listen({ greet: 'hello ' })
    const client = new EndpointUnderTest('tcp-client', { port: under.local.port, framing: 'idle:30' })
    await client.endpoint.start()
    await under.endpoint.send({ to: 'peers', peers: 'all' }, Buffer.from('there'))
    await client.recorder.until(() => messages(client).length > 0)
    expect(messages(client)).toEqual([[1, 'hello there', 0]])
    await client.endpoint.stop()
  })

  it('takes another framing at the next start, and says so', async () => {
    const under = await listen({ framing: 'line' })
    expect(under.set({ framing: 'fixed:2' })).toBe(true)
    await under.endpoint.stop()
    await under.endpoint.start()
    const peer = await RawPeer.connectTo(under.local.port)
    peer.socket.end('abcd')
    await under.recorder.seen('closed')
    expect(messages(under).map(([, text]) => text)).toEqual(['ab', 'cd'])
  })
})

describe('the memory for unfinished messages', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })

  async function recorded(budget: UnfinishedBudget): Promise<Endpoint> {
    const capturesFolder = mkdtempSync(path.join(tmpdir(), 'sockwright-budget-'))
    folders.push(capturesFolder)
    const endpoint = createEndpoint(configOf('tcp-server', { framing: 'line' }), {
      openRecorder: (config) =>
        openRecorder({ capturesFolder, endpoint: config, engineVersion: 'test', unfinished: budget }),
      ...plainSurroundings,
    })
    await endpoint.start()
    return endpoint
  }

  function portOf(endpoint: Endpoint): number {
    const { state } = endpoint.status()
    return state.is === 'listening' ? state.local.port : 0
  }

  it('has one limit for all endpoints: beyond it the longest is recorded in part', async () => {
    const budget = new UnfinishedBudget(1_000)
    const [first, second] = await Promise.all([recorded(budget), recorded(budget)])
    const pending = async (endpoint: Endpoint, bytes: number) => {
      while (endpoint.status().counters.receivedBytes < bytes) await new Promise(setImmediate)
    }
    const long = await RawPeer.connectTo(portOf(first))
    long.socket.write('l'.repeat(700))
    await pending(first, 700)
    const short = await RawPeer.connectTo(portOf(second))
    short.socket.write('s'.repeat(400))
    await pending(second, 400)
    expect(budget.bytes).toBe(400)
    long.socket.end(' the rest\n')
    short.socket.end()
    await Promise.all([long.fin(), short.fin()])
    await Promise.all([first.stop(), second.stop()])
    expect(budget.bytes).toBe(0)
    const records = await readAll(first.status().recording!.capture)
    const parts = records.filter(({ kind }) => kind === 'message')
    expect(parts.map(({ length, flags }) => [length, flags])).toEqual([
      [700, recordFlags.partial],
      [10, recordFlags.partial],
    ])
    expect(records.map(({ content }) => content).join()).toContain('"event":"unfinished-recorded"')
  })
})
