import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { opcodeOf, type Opcode } from '../../src/shared/capture/opcode'
import { recordFlags } from '../../src/shared/capture/record'
import { payloadTemplate } from '../../src/shared/payload/payload-template'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer } from '../support/raw-peer'

const running: { stop(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

type Options<K extends 'ws-server' | 'ws-client'> = ConstructorParameters<typeof EndpointUnderTest<K>>[1]

async function server(options: Options<'ws-server'> = {}): Promise<EndpointUnderTest<'ws-server'>> {
  const under = new EndpointUnderTest('ws-server', options)
  running.unshift({ stop: () => under.endpoint.stop() })
  await under.endpoint.start()
  return under
}

function client(port: number, options: Options<'ws-client'> = {}): EndpointUnderTest<'ws-client'> {
  const under = new EndpointUnderTest('ws-client', { port, ...options })
  running.unshift({ stop: () => under.endpoint.stop() })
  return under
}

/** Sends a payload to all peers, as a person does. */
function send(under: EndpointUnderTest, text: string, more: object = {}) {
  const template = payloadTemplate({ form: 'text', text, lineEnding: 'none', ...more })
  return under.endpoint.send({ to: 'peers', peers: 'all' }, template.constant!, 'hand', template)
}

function sendHex(under: EndpointUnderTest, hex: string) {
  const template = payloadTemplate({ form: 'hex', hex })
  return under.endpoint.send({ to: 'peers', peers: 'all' }, template.constant!, 'hand', template)
}

interface Seen {
  readonly direction: 'in' | 'out'
  readonly opcode: Opcode | null
  readonly bytes: string
}

/** What was recorded of messages: direction, opcode and bytes as Latin-1. */
function messages({ recorder }: EndpointUnderTest): Seen[] {
  return recorder.records.flatMap(({ direction, flags, bytes }) =>
    direction === 'none' || !bytes
      ? []
      : [{ direction, opcode: opcodeOf(flags), bytes: Buffer.from(bytes).toString('latin1') }],
  )
}

/** Resolves when so many messages have come. */
function received(under: EndpointUnderTest, count: number): Promise<void> {
  return under.recorder.until(
    () => messages(under).filter(({ direction }) => direction === 'in').length >= count,
  )
}

/** A server that answers whatever comes with these bytes, and then lets the client end. */
async function answering(answer: string | Buffer): Promise<number> {
  const listening: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer))
  }).listen(0, '127.0.0.1')
  running.unshift({ stop: () => new Promise((resolve) => listening.close(resolve)) })
  await once(listening, 'listening')
  return (listening.address() as AddressInfo).port
}

describe('two WebSocket endpoints', () => {
  it('exchange text, bytes and nothing at all, each in its kind of frame', async () => {
    const one = await server({ path: '/chat', protocols: 'v2, v1' })
    const two = client(one.local.port, { path: '/chat?room=1', protocols: 'v1, v0', headers: 'X-Who: me' })
    await two.endpoint.start()
    await send(two, 'grüße')
    await sendHex(two, '00ff')
    await send(two, '')
    await send(two, 'as bytes', { frame: 'binary' })
    await received(one, 4)
    expect(messages(one)).toEqual([
      { direction: 'in', opcode: 'text', bytes: Buffer.from('grüße').toString('latin1') },
      { direction: 'in', opcode: 'binary', bytes: '\x00\xff' },
      { direction: 'in', opcode: 'text', bytes: '' },
      { direction: 'in', opcode: 'binary', bytes: 'as bytes' },
    ])
    expect(messages(two).map(({ opcode }) => opcode)).toEqual(['text', 'binary', 'text', 'binary'])
    const [opened] = one.recorder.events('websocket-opened')
    expect(opened).toMatchObject({ path: '/chat?room=1', protocol: 'v1', deflate: false })
    expect(opened!.request).toContain('\r\nX-Who: me')
    const [peer] = one.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows
    expect(peer).toMatchObject({ state: 'open', webSocket: { path: '/chat?room=1', protocol: 'v1' } })
  })
  it('answers in the kind of frame of the question, unless a rule says otherwise', async () => {
    const one = await server({ echo: true, greet: 'hello' })
    const two = client(one.local.port)
    await two.endpoint.start()
    await received(two, 1)
    await send(two, 'text')
    await sendHex(two, '6279746573')
    await received(two, 3)
    expect(messages(two).filter(({ direction }) => direction === 'in')).toEqual([
      { direction: 'in', opcode: 'text', bytes: 'hello' },
      { direction: 'in', opcode: 'text', bytes: 'text' },
      { direction: 'in', opcode: 'binary', bytes: 'bytes' },
    ])
    one.set({ echo: false })
    one.setRules({
      which: 'first',
      rules: [
        {
          id: 'r1',
          name: 'in bytes',
          on: true,
          trigger: { when: 'message', match: { by: 'any' } },
          actions: [
            { do: 'reply', payload: { form: 'text', text: 'noted', lineEnding: 'none', frame: 'binary' } },
          ],
          delayMs: 0,
          jitterMs: 0,
          probability: 1,
          limit: null,
        },
      ],
    })
    await send(two, 'text')
    await received(two, 4)
    expect(messages(two).at(-1)).toEqual({ direction: 'in', opcode: 'binary', bytes: 'noted' })
  })

  it('measure how long a ping takes, by hand and by themselves', async () => {
    const one = await server()
    const two = client(one.local.port, { pingInterval: 1 })
    await two.endpoint.start()
    one.endpoint.ping('all', Buffer.from('are you there?'))
    const { latencyMs } = await one.recorder.seen('ping-answered', 1)
    expect(latencyMs).toBeGreaterThan(0)
    expect(messages(one).slice(0, 2)).toEqual([
      { direction: 'out', opcode: 'ping', bytes: 'are you there?' },
      { direction: 'in', opcode: 'pong', bytes: 'are you there?' },
    ])
    const [peer] = one.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows
    expect(peer!.webSocket!.latencyMs).toBe(latencyMs)
    await two.recorder.seen('ping-answered', 1)
    expect(messages(two)).toContainEqual({ direction: 'in', opcode: 'pong', bytes: '1' })
  })

  it('close with a code and a reason, each side recorded, the close last', async () => {
    const one = await server()
    const two = client(one.local.port)
    await two.endpoint.start()
    await send(two, 'before')
    two.endpoint.endPeers('all', 'close', { code: 4_001, reason: 'done for today' })
    const atServer = await one.recorder.seen('closed', 1)
    const atClient = await two.recorder.seen('closed', 1)
    const status = { code: 4_001, reason: 'done for today' }
    expect(atServer.end).toEqual({
      by: 'peer',
      how: 'close',
      webSocket: { received: status, sent: { code: 4_001, reason: '' } },
    })
    expect(atClient.end).toEqual({
      by: 'us',
      how: 'close',
      webSocket: { sent: status, received: { code: 4_001, reason: '' } },
    })
    expect(messages(one)).toEqual([
      { direction: 'in', opcode: 'text', bytes: 'before' },
      { direction: 'in', opcode: 'close', bytes: '\x0f\xa1done for today' },
      { direction: 'out', opcode: 'close', bytes: '\x0f\xa1' },
    ])
    expect(one.recorder.eventNames(1).at(-1)).toBe('closed')
    expect(two.recorder.eventNames(1).at(-1)).toBe('closed')
    expect(two.endpoint.status().counters.sentBytes).toBe(6 + 16)
  })

  it('close by the stop of either, with what was sent before', async () => {
    const one = await server()
    const two = client(one.local.port)
    await two.endpoint.start()
    await send(one, 'last words')
    await one.endpoint.stop()
    const { end } = await two.recorder.seen('closed', 1)
    expect(end).toMatchObject({ by: 'peer', how: 'close', webSocket: { received: { code: 1_000 } } })
    expect(messages(two)[0]).toEqual({ direction: 'in', opcode: 'text', bytes: 'last words' })
  })

  it('refuse what a close or a ping cannot carry, and a half-close', async () => {
    const one = await server()
    const two = client(one.local.port)
    await two.endpoint.start()
    const refusal = (act: () => void) => {
      try {
        act()
        return null
      } catch (thrown) {
        return (thrown as { code: string }).code
      }
    }
    const { endpoint } = two
    expect(refusal(() => endpoint.endPeers('all', 'close', { code: 1_005, reason: '' }))).toBe(
      'E_WS_CLOSE_CODE',
    )
    expect(refusal(() => endpoint.endPeers('all', 'close', { code: 1_000, reason: 'x'.repeat(124) }))).toBe(
      'E_WS_CONTROL_LENGTH',
    )
    expect(refusal(() => endpoint.ping('all', Buffer.alloc(126)))).toBe('E_WS_CONTROL_LENGTH')
    expect(refusal(() => endpoint.endPeers('all', 'half-close'))).toBe('E_WS_HALF_CLOSE')
    expect(two.state.is).toBe('connected')
  })

  it('reset the connection below', async () => {
    const one = await server()
    const two = client(one.local.port)
    await two.endpoint.start()
    one.endpoint.endPeers('all', 'reset')
    expect((await one.recorder.seen('closed', 1)).end).toMatchObject({ by: 'us', how: 'reset' })
    expect((await two.recorder.seen('closed', 1)).end).toMatchObject({ by: 'peer', how: 'reset' })
  })

  it('compress on their way and record what was meant', async () => {
    const one = await server({ deflate: true, echo: true })
    const two = client(one.local.port, { deflate: true })
    await two.endpoint.start()
    const text = 'the same again and again, '.repeat(4_000)
    await send(two, text)
    await send(two, 'short')
    await received(two, 2)
    expect(two.recorder.events('websocket-opened')[0]!.deflate).toBe(true)
    const came = messages(two).filter(({ direction }) => direction === 'in')
    expect(came.map(({ bytes }) => bytes === text)).toEqual([true, false])
    expect(came[1]!.bytes).toBe('short')
    expect(two.endpoint.status().counters).toMatchObject({ receivedBytes: text.length + 5, pendingBytes: 0 })
  })
})

describe('over TLS', () => {
  it('it is the same: handshake, messages, close', async () => {
    const one = await server({ tls: 'direct', tlsIdentity: 'self-signed', echo: true })
    const two = client(one.local.port, { tls: 'direct', tlsVerify: false })
    await two.endpoint.start()
    await send(two, 'secret')
    await received(two, 1)
    expect(messages(two)[1]).toEqual({ direction: 'in', opcode: 'text', bytes: 'secret' })
    two.endpoint.endPeers('all', 'close', { code: 3_001, reason: '' })
    const { end } = await one.recorder.seen('closed', 1)
    expect(end).toMatchObject({ by: 'peer', how: 'close', webSocket: { received: { code: 3_001 } } })
    const names = two.recorder.eventNames(1)
    expect(names.indexOf('secured')).toBeLessThan(names.indexOf('websocket-opened'))
  })

  it('a client without it is told', async () => {
    const one = await server({ tls: 'direct', tlsIdentity: 'self-signed' })
    const two = client(one.local.port)
    await expect(two.endpoint.start()).rejects.toMatchObject({
      code: expect.stringMatching(/^E_WS_(TLS_WANTED|HANDSHAKE_CLOSED)$/),
    })
    await one.recorder.seen('closed', 1)
    expect(one.state.is).toBe('listening')
  })
})

describe('faults', () => {
  it('strike messages, which keep their kind of frame', async () => {
    const one = await server({ faults: 'out.duplicate=100%,seed=1', echo: true })
    const two = client(one.local.port, { faults: 'in.drop=100%,seed=1', echo: true })
    await two.endpoint.start()
    await sendHex(two, 'cafe')
    await received(two, 2)
    const twice = { direction: 'in', opcode: 'binary', bytes: '\xca\xfe' }
    expect(messages(two).filter(({ direction }) => direction === 'in')).toEqual([twice, twice])
    // What is dropped is recorded and not heard: no echo of the echo.
    expect(messages(two).filter(({ direction }) => direction === 'out')).toHaveLength(1)
  })

  it('that hold messages up leave each its kind of frame', async () => {
    const one = await server({ faults: 'out.delay=50' })
    const two = client(one.local.port)
    await two.endpoint.start()
    await one.recorder.seen('websocket-opened')
    await sendHex(one, 'cafe')
    await send(one, 'text')
    await received(two, 2)
    expect(messages(two).map(({ opcode }) => opcode)).toEqual(['binary', 'text'])
  })

  it('cut messages into fragments, and otherwise not at all', async () => {
    const one = await server({ faults: 'out.split=3' })
    const raw = await rawClient(one)
    await send(one, 'three')
    const fragments = Buffer.concat([frame(0x01, 'thr', false), frame(0x80, 'ee', false)])
    expect(await raw.has(9)).toEqual(fragments)
    one.set({ faults: 'out.rate=100,out.stall=8' })
    await send(one, 'longer than 50 ms take')
    await one.recorder.seen('fault-acted')
    expect((await raw.has(33)).subarray(9)).toEqual(frame(0x81, 'longer than 50 ms take', false))
    raw.socket.destroy()
  })
})

describe('messages that are inflated', () => {
  it('are all there, and the close, though the end of the stream comes with them', async () => {
    const one = await server({ deflate: true, echo: true })
    const two = client(one.local.port, { deflate: true })
    await two.endpoint.start()
    const sent = Array.from({ length: 50 }, (_, number) => `${number} `.repeat(2_000))
    for (const text of sent) await send(two, text)
    two.endpoint.endPeers('all', 'close')
    const { end } = await two.recorder.seen('closed', 1)
    expect(end).toMatchObject({ by: 'us', webSocket: { received: { code: 1_000 } } })
    const came = messages(two).filter(({ direction }) => direction === 'in')
    expect(came.map(({ bytes }) => bytes)).toEqual([...sent, '\x03\xe8'])
  })
})

describe('against the library ws', () => {
  it('serves its client', async () => {
    const one = await server({ path: '/x', protocols: 'b,a', echo: true, deflate: true })
    const other = new WebSocket(`ws://127.0.0.1:${one.local.port}/x`, ['a', 'b'])
    await once(other, 'open')
    expect(other.protocol).toBe('b')
    other.send(Buffer.alloc(70_000, 7))
    const [echoed, isBinary] = (await once(other, 'message')) as [Buffer, boolean]
    expect([echoed.length, isBinary]).toEqual([70_000, true])
    one.endpoint.endPeers('all', 'close', { code: 3_000, reason: 'ende' })
    const [code, reason] = (await once(other, 'close')) as [number, Buffer]
    expect([code, reason.toString()]).toEqual([3_000, 'ende'])
  })

  it('is served by its server', async () => {
    const other = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true })
    running.unshift({ stop: () => new Promise((resolve) => other.close(resolve)) })
    await once(other, 'listening')
    other.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data as Buffer, { binary: isBinary }))
      socket.on('pong', () => socket.close(1_001, 'going'))
    })
    const one = client((other.address() as AddressInfo).port, { deflate: true })
    await one.endpoint.start()
    await send(one, 'ß'.repeat(3_000))
    await received(one, 1)
    expect(messages(one)[1]!.bytes).toBe(messages(one)[0]!.bytes)
    const peerSocket = [...other.clients][0]!
    peerSocket.ping('x')
    const { end } = await one.recorder.seen('closed', 1)
    expect(end).toMatchObject({ by: 'peer', webSocket: { received: { code: 1_001, reason: 'going' } } })
    expect(messages(one).map(({ opcode }) => opcode)).toEqual([
      'text',
      'text',
      'ping',
      'pong',
      'close',
      'close',
    ])
  })
})

describe('a client whose server does not open a WebSocket', () => {
  const accept = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'E_WS_NOT_HTTP', 'SSH-2.0-OpenSSH_9.2'],
    ['TLS', Buffer.from('15030100020246', 'hex'), 'E_WS_TLS_WANTED', 'wss://'],
    ['another page', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'E_WS_STATUS', 'hello'],
    ['no such path', 'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone', 'E_WS_PATH', 'gone'],
    ['elsewhere', 'HTTP/1.1 301 Moved\r\nLocation: wss://a.example/\r\n\r\n', 'E_WS_REDIRECTED', 'a.example'],
    ['a wrong answer to the key', `${accept}Sec-WebSocket-Accept: abc\r\n\r\n`, 'E_WS_ACCEPT', 'abc'],
    ['no upgrade', 'HTTP/1.1 101 Sure\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n', 'E_WS_UPGRADE', 'h2c'],
    ['nothing', '', 'E_WS_HANDSHAKE_CLOSED', ''],
    ['a broken head', 'HTTP/1.1 101\r\nno header\r\n\r\n', 'E_WS_HEAD', 'HTTP/1.1 101'],
  ])('says so: %s', async (_what, answer, code, words) => {
    const one = client(await answering(answer))
    const failure = await one.endpoint.start().then(
      () => null,
      (thrown: { code: string; message: string }) => thrown,
    )
    expect(failure?.code).toBe(code)
    expect(failure?.message).toContain(words)
    expect(one.state).toMatchObject({ is: 'failed', failure: { code } })
    expect(one.recorder.events('websocket-refused')[0]!.failure.code).toBe(code)
    expect(one.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('takes no sub-protocol that it did not offer, and wants one of those it did', async () => {
    const one = await server({ protocols: 'x' })
    const two = client(one.local.port, { protocols: 'y' })
    await expect(two.endpoint.start()).rejects.toMatchObject({ code: 'E_WS_PROTOCOL' })
  })

  it('gives up in time and can be started again', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    running.unshift({ stop: () => new Promise((resolve) => silent.close(resolve)) })
    silent.on('connection', (socket) => running.unshift({ stop: async () => socket.destroy() }))
    await once(silent, 'listening')
    const one = client((silent.address() as AddressInfo).port, { handshakeTimeout: 1, closeTimeout: 1 })
    await expect(one.endpoint.start()).rejects.toMatchObject({ code: 'E_WS_HANDSHAKE_TIMEOUT' })
    await expect(one.endpoint.start()).rejects.toMatchObject({ code: 'E_WS_HANDSHAKE_TIMEOUT' })
  })

  it('ends a handshake when it is stopped', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume())
    running.unshift({ stop: () => new Promise((resolve) => silent.close(resolve)) })
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const one = client((silent.address() as AddressInfo).port)
    const start = one.endpoint.start().catch(() => 'given up')
    await one.until('connecting')
    await one.recorder.seen('connected')
    await one.endpoint.stop()
    expect(one.state.is).toBe('stopped')
    expect(await start).toBe('given up')
  })
})

/** Request of a client that does as it should, but for what a test changes. */
const request = (path = '/', more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`

const mask = Buffer.from('37fa213d', 'hex')

/** A frame: first byte, length, then the payload, masked where a client sends it. */
function frame(first: number, payload: Buffer | string, masked = true): Buffer {
  const bytes = Buffer.from(payload)
  const head = Buffer.from([first, (masked ? 0x80 : 0) | bytes.length])
  if (!masked) return Buffer.concat([head, bytes])
  return Buffer.concat([head, mask, bytes.map((byte, at) => byte ^ mask[at & 3]!)])
}

/** Opens a WebSocket over a bare socket and takes the answer off. */
async function rawClient(under: EndpointUnderTest, header = ''): Promise<RawPeer> {
  const raw = await RawPeer.connectTo(under.local.port)
  raw.socket.write(request('/', header === '' ? '' : `${header}\r\n`))
  await under.recorder.seen('websocket-opened')
  await raw.has(4)
  raw.received = Buffer.alloc(0)
  return raw
}

describe('a server and what comes in place of a WebSocket', () => {
  it.each([
    ['a page asked for', 'GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n', 'E_WS_PLAIN_HTTP', '426'],
    ['another path', request('/other'), 'E_WS_OTHER_PATH', '404'],
    ['an old version', request('/a').replace('Version: 13', 'Version: 8'), 'E_WS_VERSION', '426'],
    ['no key', request('/a').replace(/Sec-WebSocket-Key.*\r\n/, ''), 'E_WS_KEY', '400'],
    ['a post', request('/a').replace('GET', 'POST'), 'E_WS_METHOD', '405'],
    ['a head without end', `GET /${'a'.repeat(20_000)}`, 'E_WS_HEAD', '400'],
  ])('answers and tells: %s', async (_what, sent, code, status) => {
    const one = await server({ path: '/a' })
    const raw = await RawPeer.connectTo(one.local.port)
    raw.socket.write(sent)
    const refused = await one.recorder.seen('websocket-refused', 1)
    expect(refused.failure.code).toBe(code)
    await raw.fin()
    expect(raw.received.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\\r\\n\\r\\n[^]+$`))
    raw.socket.end()
    expect((await one.recorder.seen('closed', 1)).end).toMatchObject({ by: 'failure', failure: { code } })
    expect(one.state.is).toBe('listening')
  })

  it.each([
    ['TLS', Buffer.from('160301020001', 'hex'), 'E_WS_TLS_SENT'],
    ['something else', 'EHLO example\r\n', 'E_WS_NO_REQUEST'],
  ])('ends the connection and tells: %s', async (_what, sent, code) => {
    const one = await server()
    const raw = await RawPeer.connectTo(one.local.port)
    raw.socket.write(sent)
    expect((await one.recorder.seen('websocket-refused', 1)).failure.code).toBe(code)
    raw.socket.end()
    await one.recorder.seen('closed', 1)
  })

  it('takes a request in any pieces, and frames right behind it', async () => {
    const one = await server()
    const raw = await RawPeer.connectTo(one.local.port)
    const bytes = Buffer.concat([Buffer.from(request('/p')), frame(0x81, 'hi'), frame(0x82, 'there')])
    for (const byte of bytes) raw.socket.write(Buffer.from([byte]))
    await received(one, 2)
    expect(messages(one).map(({ bytes: text }) => text)).toEqual(['hi', 'there'])
    expect((await raw.has(100)).toString()).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    raw.socket.destroy()
  })

  it('refuses clients beyond its limit', async () => {
    const one = await server({ maxClients: 1 })
    const raw = await rawClient(one)
    const second = await RawPeer.connectTo(one.local.port)
    await one.recorder.seen('client-refused')
    await second.fin()
    second.socket.destroy()
    raw.socket.destroy()
  })
})

describe('frames', () => {
  it('of one message are joined, pings between them answered at once', async () => {
    const one = await server()
    const raw = await rawClient(one)
    raw.socket.write(
      Buffer.concat([frame(0x01, 'one '), frame(0x00, 'two '), frame(0x89, '?'), frame(0x80, 'three')]),
    )
    await received(one, 2)
    expect(messages(one)).toEqual([
      { direction: 'in', opcode: 'ping', bytes: '?' },
      { direction: 'out', opcode: 'pong', bytes: '?' },
      { direction: 'in', opcode: 'text', bytes: 'one two three' },
    ])
    expect(await raw.has(3)).toEqual(Buffer.from('8a013f', 'hex'))
    raw.socket.destroy()
  })

  it.each([
    ['text that is no UTF-8', frame(0x81, Buffer.from('c328', 'hex')), 1_007, 'E_WS_UTF8'],
    ['no mask', frame(0x81, 'hi', false), 1_002, 'E_WS_FRAME'],
    ['a continuation of nothing', frame(0x80, 'hi'), 1_002, 'E_WS_FRAME'],
    ['an opcode that is none', frame(0x83, 'hi'), 1_002, 'E_WS_FRAME'],
    ['a ping in pieces', frame(0x09, 'hi'), 1_002, 'E_WS_FRAME'],
    ['compression that was not agreed', frame(0xc1, 'hi'), 1_002, 'E_WS_FRAME'],
    ['a close with a code that is none', frame(0x88, Buffer.from('03ed', 'hex')), 1_002, 'E_WS_FRAME'],
    ['a message too long', Buffer.from('82fe0100', 'hex'), 1_009, 'E_WS_TOO_LARGE'],
  ])('that break the rules end the connection with a code: %s', async (_what, bytes, closeCode, code) => {
    const one = await server({ messageLimit: 64 })
    const raw = await rawClient(one)
    raw.socket.write(bytes)
    await raw.fin()
    expect(raw.received.subarray(0, 4)).toEqual(Buffer.from([0x88, 2, closeCode >> 8, closeCode & 0xff]))
    raw.socket.end()
    const { end } = await one.recorder.seen('closed', 1)
    expect(end).toMatchObject({ by: 'failure', failure: { code }, webSocket: { sent: { code: closeCode } } })
  })

  it('that inflate beyond the limit end it too', async () => {
    const one = await server({ messageLimit: 1_000, deflate: true })
    const other = new WebSocket(`ws://127.0.0.1:${one.local.port}/`)
    await once(other, 'open')
    other.send('a'.repeat(100_000), { compress: true })
    const [code] = (await once(other, 'close')) as [number]
    expect(code).toBe(1_009)
    expect((await one.recorder.seen('closed', 1)).end).toMatchObject({ failure: { code: 'E_WS_TOO_LARGE' } })
  })

  it('without a close before the end are told', async () => {
    const one = await server()
    const raw = await rawClient(one)
    raw.socket.end(frame(0x81, 'bye'))
    const { end } = await one.recorder.seen('closed', 1)
    expect(end).toEqual({ by: 'peer', how: 'close', webSocket: { sent: null, received: null } })
    expect(messages(one)).toEqual([{ direction: 'in', opcode: 'text', bytes: 'bye' }])
  })

  it.each([
    ['between two frames', Buffer.concat([frame(0x01, 'half '), frame(0x00, 'a ')]), 'half a '],
    [
      'within a frame',
      Buffer.concat([frame(0x01, 'half '), frame(0x80, 'a sentence').subarray(0, -4)]),
      'half a sent',
    ],
    ['within a character', Buffer.concat([frame(0x01, Buffer.from('e282', 'hex'))]), '\xe2\x82'],
    ['at a ping', Buffer.concat([frame(0x01, 'half'), frame(0x89, 'ping').subarray(0, -2)]), 'half'],
    ['at a close', Buffer.concat([frame(0x01, 'half'), frame(0x88, '')]), 'half'],
    ['at a frame that breaks the rules', Buffer.concat([frame(0x01, 'half'), frame(0x81, 'x')]), 'half'],
  ])('of a message that is not whole are recorded as they are: %s', async (_what, bytes, seen) => {
    const one = await server()
    const raw = await rawClient(one)
    raw.socket.end(bytes)
    await one.recorder.seen('closed', 1)
    const [first] = one.recorder.records.filter(({ direction }) => direction === 'in')
    expect(Buffer.from(first!.bytes!).toString('latin1')).toBe(seen)
    expect([opcodeOf(first!.flags), first!.flags & recordFlags.unfinished]).toEqual([
      'text',
      recordFlags.unfinished,
    ])
  })

  it('of a compressed message that is not whole are counted, as they cannot be read', async () => {
    const one = await server({ deflate: true })
    const raw = await rawClient(one, 'Sec-WebSocket-Extensions: permessage-deflate')
    raw.socket.end(frame(0xc1, Buffer.from('f248cdc9c90700', 'hex')).subarray(0, -3))
    expect(await one.recorder.seen('compressed-cut', 1)).toMatchObject({ bytes: 4 })
  })

  it('may end in the middle of a character', async () => {
    const one = await server()
    const raw = await rawClient(one)
    const euro = Buffer.from('€')
    raw.socket.write(Buffer.concat([frame(0x01, euro.subarray(0, 1)), frame(0x80, euro.subarray(1))]))
    await received(one, 1)
    expect(messages(one)).toEqual([{ direction: 'in', opcode: 'text', bytes: euro.toString('latin1') }])
    raw.socket.destroy()
  })

  it('of a server are not masked and those of a client are', async () => {
    const one = await server()
    const raw = await rawClient(one)
    await send(one, 'plain')
    expect(await raw.has(7)).toEqual(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('plain')]))
    raw.socket.destroy()
  })

  it('are not read faster than they are recorded', async () => {
    const one = await server()
    const other = new WebSocket(`ws://127.0.0.1:${one.local.port}/`)
    await once(other, 'open')
    one.recorder.congested = true
    other.send('first')
    for (let sent = 0; sent < 64; sent += 1) other.send(Buffer.alloc(262_144))
    await one.recorder.until(() => messages(one).length > 0)
    expect(other.bufferedAmount).toBeGreaterThan(0)
    one.recorder.congested = false
    await received(one, 65)
    expect(one.endpoint.status().counters.receivedBytes).toBe(5 + 64 * 262_144)
    other.terminate()
  })

  it('wait for a peer that reads nothing: what is sent by hand is refused then', async () => {
    const one = await server()
    const raw = await rawClient(one)
    raw.socket.pause()
    const outcomes = []
    for (let sent = 0; sent < 20; sent += 1) outcomes.push(...(await send(one, 'x'.repeat(2_000_000))))
    const refused = outcomes.filter((outcome) => !outcome.ok)
    expect(refused[0]).toMatchObject({ failure: { code: 'E_PEER_SLOW' } })
    one.endpoint.endPeers('all', 'reset')
    const { unsent } = await one.recorder.seen('send-failed', 1)
    const { sentBytes } = await one.recorder.seen('closed', 1)
    const handed = 2_000_000 * (outcomes.length - refused.length)
    expect(sentBytes + unsent).toBe(handed)
  })

  it('end it after a while where nobody answers a close', async () => {
    const one = await server({ closeTimeout: 1 })
    const raw = await rawClient(one)
    one.endpoint.endPeers('all', 'close')
    await one.recorder.seen('close-unanswered', 1)
    await raw.fin()
    raw.socket.end()
    expect((await one.recorder.seen('closed', 1)).end).toMatchObject({ by: 'us', how: 'close' })
  })
})
