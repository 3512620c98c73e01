import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../src/shared/contract/engine/endpoint-calls'
import type { FileStatus } from '../../src/shared/contract/engine/run-calls'
import { engineUnderTest } from '../support/engine-under-test'

/** Opens, and tells a length, but reading it fails. */
const unreadableFile = '/sys/class/net/lo/speed'
const itWithUnreadableFile = existsSync(unreadableFile) ? it : it.skip

const served = engineUnderTest()

beforeEach(() => served.startServer())

async function made(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(served.folder, name)
  await writeFile(path, content)
  return path
}

const bytes = (length: number) => Buffer.alloc(length, Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz\n'))

interface Wanted {
  readonly target?: Target
  readonly chunkBytes?: number
  readonly delayMs?: number
}

function send(
  path: string,
  { target = { to: 'peers', peers: 'all' }, chunkBytes = 65_536, delayMs }: Wanted = {},
) {
  return served.session.call('file.send', {
    endpoint: served.endpoint,
    target,
    file: { form: 'file', path, chunkBytes, delayMs },
  })
}

async function statusOf(run: number): Promise<FileStatus> {
  const status = await served.session.call('runs.status', { run })
  if (status.kind !== 'file') throw new Error(`run ${run} is a ${status.kind}`)
  return status
}

async function ended(run: number): Promise<FileStatus> {
  await expect.poll(async () => (await statusOf(run)).end, { timeout: 20_000 }).not.toBeNull()
  return statusOf(run)
}

async function received(socket: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let got = 0
  while (got < length) {
    const chunk = socket.read() as Buffer | null
    if (!chunk) await once(socket, 'readable')
    else got += chunks.push(chunk) && chunk.length
  }
  return Buffer.concat(chunks)
}

describe('a file', () => {
  it('goes to everybody whole, and is recorded by its chunks', async () => {
    const content = bytes(3_000_001)
    const path = await made('data.bin', content)
    const [first, second] = [await served.client(), await served.client()]
    const { run } = await send(path, { chunkBytes: 100_000 })
    expect(content.equals(await received(first, content.length))).toBe(true)
    expect(content.equals(await received(second, content.length))).toBe(true)
    expect(await ended(run)).toMatchObject({
      name: 'data.bin',
      bytes: 6_000_002,
      sentBytes: 6_000_002,
      peers: { all: 2, done: 2, failed: 0 },
      end: { by: 'itself' },
    })
    const capture = served.engine.endpoints.get(served.endpoint).status().recording!.capture
    const view = await served.session.call('view.open', { capture, filter: 'dir:out cause:file' })
    const shown = () => served.session.call('view.rows', { view: view.view, from: 0, count: 100, preview: 1 })
    await expect.poll(async () => (await shown()).total, { timeout: 10_000 }).toBe(62)
    const { rows } = await shown()
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([100_000, 1]))
  })

  it('is recorded as it is, though its memory is used again and again', async () => {
    const content = randomBytes(20_000_003)
    const socket = await served.client()
    const { run } = await send(await made('data.bin', content), { chunkBytes: 262_144 })
    expect(content.equals(await received(socket, content.length))).toBe(true)
    await ended(run)
    const { capture } = served.engine.endpoints.get(served.endpoint).status().recording!
    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    const recorded = await readFile(join(capture, 'payload.bin'))
    expect(content.equals(recorded)).toBe(true)
  })

  it('waits for a peer that does not read, and stops when it is told to', async () => {
    const path = await made('data.bin', bytes(40_000_000))
    const slow = await served.client()
    slow.pause()
    const { run } = await send(path)
    await expect
      .poll(async () => {
        const before = (await statusOf(run)).sentBytes
        await new Promise((resolve) => setTimeout(resolve, 100))
        return before > 0 && before === (await statusOf(run)).sentBytes
      })
      .toBe(true)
    expect((await statusOf(run)).sentBytes).toBeLessThan(40_000_000)
    const [peer] = (
      await served.session.call('endpoint.peers', {
        endpoint: served.endpoint,
        from: 0,
        count: 1,
        show: 'all',
      })
    ).rows
    expect(peer!.queuedBytes).toBeLessThanOrEqual(8 * 1_024 * 1_024)
    await served.session.call('runs.stop', { run })
    expect((await ended(run)).end).toEqual({ by: 'person' })
  })

  it('tells how much went when its peer leaves midway', async () => {
    const path = await made('data.bin', bytes(40_000_000))
    const leaving = await served.client()
    const { run } = await send(path)
    await once(leaving, 'readable')
    leaving.resetAndDestroy()
    const { end, sentBytes } = await ended(run)
    expect(end).toMatchObject({
      by: 'failure',
      failure: {
        code: 'E_FILE_PEER',
        details: { peer: 1, bytes: 40_000_000, sent: sentBytes, name: 'data.bin' },
      },
    })
    expect(sentBytes).toBeLessThan(40_000_000)
  })

  it.each([
    ['cut', (path: string) => truncate(path, 1_000)],
    ['written to', (path: string) => appendFile(path, 'more')],
  ])('that is %s meanwhile is not sent on', async (_, change) => {
    const path = await made('data.bin', bytes(40_000_000))
    const slow = await served.client()
    slow.pause()
    const { run } = await send(path)
    await expect.poll(async () => (await statusOf(run)).sentBytes).toBeGreaterThan(0)
    await change(path)
    slow.resume()
    const { end } = await ended(run)
    expect(end).toMatchObject({
      by: 'failure',
      failure: { code: 'E_FILE_CHANGED', details: { bytes: 40_000_000 } },
    })
  })

  it('has variables in its name, for each peer its own', async () => {
    await made('to-1.txt', 'one')
    await made('to-2.txt', 'two!')
    const [first, second] = [await served.client(), await served.client()]
    const { run } = await send(join(served.folder, 'to-{{peer.number}}.txt'))
    expect((await received(first, 3)).toString()).toBe('one')
    expect((await received(second, 4)).toString()).toBe('two!')
    expect(await ended(run)).toMatchObject({
      name: 'to-{{peer.number}}.txt',
      bytes: 7,
      end: { by: 'itself' },
    })
  })

  it('waits between its chunks', async () => {
    const path = await made('data.bin', 'abcdef')
    const socket = await served.client()
    const { run } = await send(path, { chunkBytes: 2, delayMs: 20 })
    const chunks: string[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
    await ended(run)
    await expect.poll(() => chunks.join('')).toBe('abcdef')
    const status = await statusOf(run)
    expect(status).toMatchObject({ chunkBytes: 2, delayMs: 20 })
  })

  it('is a datagram for each chunk over UDP', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const got: string[] = []
    socket.on('message', (message) => got.push(message.toString()))
    const options = { address: '127.0.0.1', port: 0 }
    served.endpoint = (await served.session.call('endpoint.create', { kind: 'udp', name: 'UDP', options })).id
    await served.session.call('endpoint.start', { endpoint: served.endpoint })
    const target: Target = { to: 'address', host: '127.0.0.1', port: socket.address().port }
    await ended((await send(await made('data.bin', 'abcdefg'), { chunkBytes: 3, target })).run)
    await expect.poll(() => got).toEqual(['abc', 'def', 'g'])
    const large = await send(await made('large.bin', bytes(100_000)), { chunkBytes: 70_000, target })
    expect((await ended(large.run)).end).toMatchObject({ by: 'failure', failure: { code: 'E_FILE_PEER' } })
    socket.close()
  })
})

describe('a file on its way', () => {
  it.each([
    ['compression of a WebSocket', 'ws-server', 'ws-client', { deflate: true }],
    ['faults that delay', 'tcp-server', 'tcp-client', { faults: 'delay=5' }],
    ['faults that delay a WebSocket', 'ws-server', 'ws-client', { faults: 'delay=5' }],
  ] as const)('waits for %s', async (_, serverKind, clientKind, extra) => {
    const address = { address: '127.0.0.1', port: 0 }
    const server = await served.session.call('endpoint.create', {
      kind: serverKind,
      name: 'Receiver',
      options: { ...address, ...extra },
    })
    const { state } = await served.session.call('endpoint.start', { endpoint: server.id })
    const remote = { host: '127.0.0.1', port: state.is === 'listening' ? state.local.port : 0 }
    const options = { ...remote, ...extra }
    served.endpoint = (
      await served.session.call('endpoint.create', { kind: clientKind, name: 'Sender', options })
    ).id
    await served.session.call('endpoint.start', { endpoint: served.endpoint })
    const status = await ended((await send(await made('data.bin', randomBytes(12_000_000)))).run)
    expect(status).toMatchObject({ sentBytes: 12_000_000, end: { by: 'itself' } })
    await expect
      .poll(() => served.engine.endpoints.get(server.id).status().counters.receivedBytes, { timeout: 10_000 })
      .toBe(12_000_000)
  })
})

describe('a file that cannot be sent', () => {
  it('is refused before anything goes', async () => {
    await expect(send(join(served.folder, 'data.bin'))).rejects.toMatchObject({ code: 'E_NO_PEER' })
    await served.client()
    await expect(send(join(served.folder, 'nothing.bin'))).rejects.toMatchObject({ code: 'E_FILE_OPEN' })
    await expect(send(served.folder)).rejects.toMatchObject({ code: 'E_FILE_KIND' })
    await expect(send('/dev/null')).rejects.toMatchObject({ code: 'E_FILE_KIND' })
    await expect(send(await made('empty', ''))).rejects.toMatchObject({ code: 'E_PAYLOAD_EMPTY' })
    await expect(send(join(served.folder, '{{nonsense}}'))).rejects.toMatchObject({
      code: 'E_VARIABLE_UNKNOWN',
    })
  })

  itWithUnreadableFile('says why the system does not read it', async () => {
    await served.client()
    const { run } = await send(unreadableFile)
    expect((await ended(run)).end).toMatchObject({
      by: 'failure',
      failure: { code: 'E_FILE_READ', details: { peer: 1, sent: 0 } },
    })
  })

  it('is one outside of the folder of a browser', async () => {
    await served.client()
    const outside = await made('outside.bin', 'x')
    served.session = served.openSession({ files: 'below', folder: join(served.folder, 'workspaces') })
    await expect(send(outside)).rejects.toMatchObject({ code: 'E_PATH_FORBIDDEN' })
    await expect(served.session.call('file.look', { path: outside })).rejects.toMatchObject({
      code: 'E_PATH_FORBIDDEN',
    })
  })

  it('waits for consent where a workspace from elsewhere names it', async () => {
    const path = await made('secret.txt', 'x')
    const payload = { form: 'file', path, chunkBytes: 1, delayMs: 0 }
    const text = JSON.stringify({
      format: 'sockwright-workspace',
      version: 1,
      endpoints: [
        { id: 'e-1', name: 'Server', kind: 'tcp-server', options: { address: '127.0.0.1', port: 0 } },
      ],
      payloads: [{ id: 'p-1', name: 'Secret', payload }],
      layout: null,
    })
    const workspace = await served.session.call('workspace.open', {
      path: await made('foreign.sockwright.json', text),
    })
    expect(workspace.waiting).toMatchObject({ files: [path] })
    served.endpoint = 'e-1'
    const { state } = await served.session.call('endpoint.start', { endpoint: served.endpoint })
    served.port = state.is === 'listening' ? state.local.port : 0
    const socket = await served.client()
    await expect(send(path)).rejects.toMatchObject({ code: 'E_FILE_CONSENT' })
    await served.session.call('workspace.consent', { workspace: workspace.id })
    await ended((await send(path)).run)
    expect((await received(socket, 1)).toString()).toBe('x')
  })
})

describe('an upload that is sent', () => {
  it('goes out as the file it was, and leaves no copy', async () => {
    const socket = await served.client()
    const content = bytes(2_500_000)
    const { upload } = await served.session.call('upload.begin', {
      name: 'mine.bin',
      bytes: content.length,
      purpose: 'send',
    })
    for (let at = 0; at < content.length; at += 1_000_000)
      await served.session.call('upload.write', { upload, data: content.subarray(at, at + 1_000_000) })
    const status = await served.session.call('upload.send', {
      upload,
      endpoint: served.endpoint,
      target: { to: 'peers', peers: 'all' },
      pacing: { chunkBytes: 65_536 },
    })
    expect(status).toMatchObject({ kind: 'file', name: 'mine.bin' })
    expect(content.equals(await received(socket, content.length))).toBe(true)
    await ended(status.run)
    const { access } = await import('node:fs/promises')
    await expect
      .poll(() =>
        access(join(served.folder, 'workspaces', '.uploads')).then(
          () => true,
          () => false,
        ),
      )
      .toBe(false)
  })
})
