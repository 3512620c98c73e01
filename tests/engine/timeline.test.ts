import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TimelineRow } from '../../src/shared/contract/engine/timeline-calls'
import { laneSides } from '../../src/shared/timeline/diagram/draw-head'
import { EngineWindow } from '../support/engine-window'
import { TimelineReader } from '../support/timeline-reader'

let window: EngineWindow
let reader: TimelineReader

beforeEach(async () => {
  window = await EngineWindow.open()
  reader = new TimelineReader(window.session)
})
afterEach(async () => {
  reader.close()
  await window.close()
})

/** What crosses from one lane to the other. */
const arrows = (rows: readonly TimelineRow[]) =>
  rows.flatMap(({ call, time, counterpart }) =>
    counterpart?.row != null && counterpart.time >= time ? [`${call} > ${rows[counterpart.row]!.call}`] : [],
  )
const calls = (rows: readonly TimelineRow[]) =>
  rows.map(({ lane, call, derived }) => `${lane} ${call}${derived ? ' ?' : ''}`)

/** A rule that answers what contains `find`. */
function answering(find: string, text: string) {
  const match = { by: 'contains' as const, text: find }
  const payload = { form: 'text' as const, text, lineEnding: 'none' as const }
  return {
    id: find,
    name: find,
    trigger: { when: 'message' as const, match },
    actions: [{ do: 'reply' as const, payload }],
  }
}

/** A client that talks to an echoing server through a relay, which makes `short` longer in one direction. */
async function relayedConnection(direction: 'in' | 'out', rules: ReturnType<typeof answering>[] = []) {
  const server = await window.endpoint('tcp-server', 'Server', { port: 0, echo: true })
  const target = { targetHost: '127.0.0.1', targetPort: window.port(server) }
  const relay = await window.endpoint('relay', 'Relay', { port: 0, ...target })
  const replacement = { by: 'text', find: 'short', replace: 'very much longer' } as const
  const rewrites = [{ id: 'r1', name: 'longer', on: true, direction, replacement } as const]
  await window.session.call('endpoint.update', { endpoint: relay, rewrites, rules: { rules } })
  const client = await window.endpoint('tcp-client', 'Client', { port: window.port(relay) })
  await window.untilState(client, 'connected')
  return { server, relay, client }
}

describe('the timeline of two endpoints that talk to each other', () => {
  it('shows the twelve steps on both lanes, with what crosses', async () => {
    const server = await window.endpoint('tcp-server', 'Server', { port: 0, echo: true })
    const client = await window.endpoint('tcp-client', 'Client', {
      host: '127.0.0.1',
      port: window.port(server),
    })
    await window.untilState(client, 'connected')
    await window.send(client, 'hello')
    await window.until(client, ({ counters }) => counters.receivedBytes === 5)
    await window.session.call('endpoint.stop', { endpoint: client })
    await window.until(server, ({ peers }) => peers.closed === 1)
    const [mine, other] = [window.capture(client), window.capture(server)]
    const partner = await window.session.call('timeline.partner', { capture: mine, peer: 1 })
    expect(partner).toEqual({ capture: other, peer: 1 })
    expect(await window.session.call('timeline.partner', { capture: other, peer: 1 })).toEqual({
      capture: mine,
      peer: 1,
    })
    const opened = await reader.open([{ capture: mine, peer: 1 }, partner!])
    const rows = await reader.rows()
    expect(opened.total).toBe(rows.length)
    expect(calls(rows)).toEqual([
      '1 socket ?',
      '1 bind ?',
      '1 listen',
      '0 socket ?',
      '0 connect',
      '1 accept',
      '0 handshake',
      '0 write',
      '1 read',
      '1 write',
      '0 read',
      '0 shutdown',
      '1 end',
      '1 shutdown',
      '1 close',
      '0 close',
    ])
    expect(arrows(rows)).toEqual(['connect > accept', 'write > read', 'write > read', 'shutdown > end'])
    expect(opened.lanes.map(({ life }) => [life.local, life.remote])).toEqual([
      [
        { address: '127.0.0.1', port: expect.any(Number) as number },
        { address: '127.0.0.1', port: expect.any(Number) as number },
      ],
      [opened.lanes[0]!.life.remote, opened.lanes[0]!.life.local],
    ])
  })

  it('draws nothing from what a relay does at its target to the client', async () => {
    const { relay, client } = await relayedConnection('in')
    await window.send(client, 'hello')
    await window.until(client, ({ counters }) => counters.receivedBytes === 5)
    await window.session.call('endpoint.stop', { endpoint: client })
    await window.until(relay, ({ peers }) => peers.closed === 1)
    await reader.open([
      { capture: window.capture(client), peer: 1 },
      { capture: window.capture(relay), peer: 1 },
    ])
    const rows = await reader.rows()
    expect(arrows(rows)).toEqual(['connect > accept', 'write > read', 'write > read', 'shutdown > end'])
    const atTarget = rows.filter(({ event }) => event?.leg === 'target')
    expect(atTarget.map(({ call }) => call)).toEqual(expect.arrayContaining(['connect', 'shutdown', 'end']))
    expect(atTarget.filter(({ counterpart }) => counterpart)).toEqual([])
  })

  it('shows the connection of a relay with its target beside that of the server, as the client that it is there', async () => {
    const { server, relay, client } = await relayedConnection('in', [answering('plain', 'by rule')])
    await window.send(client, 'plain')
    await window.until(client, ({ counters }) => counters.receivedBytes === 12)
    await window.send(client, 'short')
    await window.until(client, ({ counters }) => counters.receivedBytes === 28)
    await window.session.call('endpoint.stop', { endpoint: client })
    await window.until(relay, ({ peers }) => peers.closed === 1)
    const capture = window.capture(server)
    const partner = await window.session.call('timeline.partner', { capture, peer: 1 })
    expect(partner).toEqual({ capture: window.capture(relay), peer: 1, leg: 'target' })
    expect(await window.session.call('timeline.partner', { ...partner! })).toMatchObject({ capture, peer: 1 })
    const { lanes } = await reader.open([partner!, { capture, peer: 1 }])
    expect(laneSides(lanes)).toEqual({ left: 0, right: 1 })
    const rows = await reader.rows()
    expect(arrows(rows)).toEqual([
      'connect > accept',
      'write > read',
      'write > read',
      'write > read',
      'write > read',
      'shutdown > end',
      'shutdown > end',
    ])
    const written = rows.filter(({ lane, call }) => lane === 0 && call === 'write')
    expect(written.map(({ bytes }) => bytes)).toEqual([5, 16])
    // What a rule has answered was the relay's own.
    const read = rows.filter(({ lane, call }) => lane === 0 && call === 'read')
    expect(read.map(({ bytes }) => bytes)).toEqual([5, 16])
    expect(rows.filter(({ event }) => event?.leg)).toEqual([])
  })

  it('matches what a relay has made longer, and what follows it', async () => {
    const { relay, client } = await relayedConnection('out')
    let received = 0
    for (const [text, answer] of [
      ['short', 16],
      ['one', 3],
      ['short', 16],
      ['two', 3],
    ] as const) {
      await window.send(client, text)
      received += answer
      await window.until(client, ({ counters }) => counters.receivedBytes === received)
    }
    await reader.open([
      { capture: window.capture(relay), peer: 1 },
      { capture: window.capture(client), peer: 1 },
    ])
    const rows = await reader.rows()
    const crossed = rows.flatMap(({ lane, call, bytes, counterpart }) =>
      call === 'write' && counterpart?.row != null ? [[lane, bytes, rows[counterpart.row]!.bytes]] : [],
    )
    expect(crossed.filter(([lane]) => lane === 0)).toEqual([
      [0, 16, 16],
      [0, 3, 3],
      [0, 16, 16],
      [0, 3, 3],
    ])
    expect(crossed.filter(([lane]) => lane === 1)).toEqual([
      [1, 5, 5],
      [1, 3, 3],
      [1, 5, 5],
      [1, 3, 3],
    ])
  })

  it('matches what follows messages that a fault has dropped or sent twice', async () => {
    const server = await window.endpoint('tcp-server', 'Server', { framing: 'line' })
    const port = window.port(server)
    const client = await window.endpoint('tcp-client', 'Client', { port, faults: 'out.drop=100%' })
    await window.untilState(client, 'connected')
    await window.send(client, 'never arrives\n')
    await window.session.call('endpoint.update', {
      endpoint: client,
      options: { faults: 'out.duplicate=100%' },
    })
    await window.send(client, 'twice\n')
    await window.session.call('endpoint.update', { endpoint: client, options: { faults: '' } })
    await window.send(client, 'once\n')
    await window.until(server, ({ counters }) => counters.recordedMessages === 3)
    await reader.open([
      { capture: window.capture(client), peer: 1 },
      { capture: window.capture(server), peer: 1 },
    ])
    const rows = await reader.rows()
    const arrived = rows.flatMap((row) =>
      row.call === 'write' && row.lane === 0
        ? [row.counterpart?.row != null ? rows[row.counterpart.row]!.record : null]
        : [],
    )
    const reads = rows.filter(({ lane, call }) => lane === 1 && call === 'read')
    // The two that came as one may have been read at once.
    expect(arrived).toEqual([null, reads[0]!.record, expect.any(Number), reads.at(-1)!.record])
  })

  it('links the two ends of a Unix socket by path and time', async () => {
    const socketPath = `${window.folder}/pair.sock`
    const server = await window.endpoint('unix-server', 'Server', { socketPath })
    const one = await window.endpoint('unix-client', 'One', { socketPath })
    await window.untilState(one, 'connected')
    await window.session.call('endpoint.stop', { endpoint: one })
    const two = await window.endpoint('unix-client', 'Two', { socketPath })
    await window.untilState(two, 'connected')
    await window.until(server, ({ peers }) => peers.connected === 1)
    const partnerOf = (capture: string, peer: number) =>
      window.session.call('timeline.partner', { capture, peer })
    expect(await partnerOf(window.capture(two), 1)).toEqual({ capture: window.capture(server), peer: 2 })
    expect(await partnerOf(window.capture(server), 1)).toEqual({ capture: window.capture(one), peer: 1 })
    await reader.open([
      { capture: window.capture(two), peer: 1 },
      { capture: window.capture(server), peer: 2 },
    ])
    expect(arrows(await reader.rows())).toEqual(['connect > accept'])
  })

  it('has the bind of a client whose address was chosen', async () => {
    const server = await window.endpoint('tcp-server', 'Server', { port: 0 })
    const port = window.port(server)
    const options = { host: '127.0.0.1', port, localAddress: '127.0.0.2' }
    const client = await window.endpoint('tcp-client', 'Client', options)
    await window.untilState(client, 'connected')
    await reader.open([{ capture: window.capture(client), peer: 1 }])
    const rows = await reader.rows()
    expect(calls(rows)).toEqual(['0 socket ?', '0 bind ?', '0 connect', '0 handshake'])
    expect(rows[1]!.event).toMatchObject({ local: { address: '127.0.0.2', port: 0 } })
  })

  it('follows the capture as it grows', async () => {
    const { server, client } = await pair()
    const capture = window.capture(client)
    await reader.open([{ capture, peer: 1 }])
    const calmed = await reader.rows()
    expect(calmed.at(-1)?.call).toBe('handshake')
    await window.send(client, 'more')
    await reader.until(({ total }) => total >= calmed.length + 2)
    expect((await reader.rows()).slice(calmed.length).map(({ call }) => call)).toEqual(['write', 'read'])
    await window.session.call('endpoint.stop', { endpoint: server })
    const { lanes } = await reader.until(({ lanes: [lane] }) => lane?.life.closed != null)
    expect(lanes[0]?.life.endReceived).not.toBeNull()
  })

  it('matches messages by the bytes of the stream, wherever the other end cuts them', async () => {
    const { server, client } = await pair({ framing: 'line', echo: false })
    await window.send(client, 'one\\ntwo\\nthr')
    await window.send(client, 'ee\\n')
    await window.until(server, ({ counters }) => counters.recordedMessages === 3)
    const lanes = [
      { capture: window.capture(client), peer: 1 },
      { capture: window.capture(server), peer: 1 },
    ]
    await reader.open(lanes)
    const rows = await reader.rows()
    const writes = rows.filter(({ call }) => call === 'write')
    // The last byte of the first write came only with the third line.
    const arrivals = writes.map(({ counterpart }) => rows[counterpart!.row!]!)
    expect(arrivals.map(({ lane, call }) => [lane, call])).toEqual([
      [1, 'read'],
      [1, 'read'],
    ])
    expect(new Set(arrivals).size).toBe(1)
  })

  it('matches datagrams by their content and order', async () => {
    const one = await window.endpoint('udp', 'One', { port: 0 })
    const two = await window.endpoint('udp', 'Two', {
      port: 0,
      remoteHost: '127.0.0.1',
      remotePort: window.port(one),
    })
    const send = (text: string) =>
      window.session.call('endpoint.send', {
        endpoint: two,
        target: { to: 'remote' },
        payload: { form: 'text', text, lineEnding: 'none' },
      })
    for (const text of ['same', 'same', 'other']) await send(text)
    await window.until(one, ({ counters }) => counters.recordedMessages === 3)
    const partner = await window.session.call('timeline.partner', { capture: window.capture(two), peer: 1 })
    expect(partner).toEqual({ capture: window.capture(one), peer: 1 })
    await reader.open([{ capture: window.capture(two), peer: 1 }, partner!])
    const rows = await reader.rows()
    expect(calls(rows).slice(0, 4)).toEqual(['1 socket ?', '1 bind', '0 socket ?', '0 bind'])
    const sent = rows.filter(({ call }) => call === 'write')
    const arrived = sent.map(({ counterpart }) => counterpart?.record)
    expect(arrived).toEqual(rows.filter(({ call }) => call === 'read').map(({ record }) => record))
  })
})

describe('the timeline of one endpoint', () => {
  it('has each address that was tried, and the failure', async () => {
    const server = await window.endpoint('tcp-server', 'Gone', { port: 0 })
    const port = window.port(server)
    await window.session.call('endpoint.stop', { endpoint: server })
    const options = { host: '127.0.0.1', port, reconnect: true, reconnectDelay: 60_000 }
    const client = await window.endpoint('tcp-client', 'Client', options)
    await window.untilState(client, 'waiting')
    await reader.open([{ capture: window.capture(client), peer: null }])
    const rows = await reader.rows()
    expect(calls(rows)).toEqual(['0 socket ?', '0 connect', '0 fail', '0 wait'])
    expect(rows[2]?.event).toMatchObject({ event: 'connect-failed', failure: { code: 'ECONNREFUSED' } })
  })

  it('leaves the attempts for other connections out of the life of a peer', async () => {
    const { server, client } = await pair({ echo: false }, { reconnect: true, reconnectDelay: 100 })
    await window.session.call('endpoint.endPeers', { endpoint: server, peers: 'all', how: 'reset' })
    await window.until(client, ({ peers }) => peers.closed === 1 && peers.connected === 1)
    await reader.open([{ capture: window.capture(client), peer: 2 }])
    expect(calls(await reader.rows())).toEqual(['0 wait', '0 socket ?', '0 connect', '0 handshake'])
    const first = new TimelineReader(window.session)
    await first.open([{ capture: window.capture(client), peer: 1 }])
    expect(calls(await first.rows())).toEqual([
      '0 socket ?',
      '0 connect',
      '0 handshake',
      '0 reset',
      '0 close ?',
    ])
    first.close()
  })
})

async function pair(
  serverOptions: Record<string, unknown> = { echo: true },
  clientOptions: Record<string, unknown> = {},
): Promise<{ readonly server: string; readonly client: string }> {
  const server = await window.endpoint('tcp-server', 'Server', { port: 0, ...serverOptions })
  const options = { host: '127.0.0.1', port: window.port(server), ...clientOptions }
  const client = await window.endpoint('tcp-client', 'Client', options)
  await window.untilState(client, 'connected')
  await window.until(server, ({ peers }) => peers.connected === 1)
  return { server, client }
}
