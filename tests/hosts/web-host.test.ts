import { once } from 'node:events'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Channel } from '../../src/shared/contract/channel'
import type { HostCalls, HostEvents } from '../../src/shared/contract/host-contract'
import { connect, splitChannel } from '../../src/shared/contract/link'
import { attachment } from '../../src/main/web/download-links'
import { startWebHost, type WebHost } from '../../src/main/web/web-host'
import { makeTestFolder } from '../support/browser'
import { createEchoEngine, type EchoEngine } from '../support/echo-engine'
import { openSocketLink } from '../support/socket-link'

let folder: string
let engine: EchoEngine
let host: WebHost
let quits: number

beforeEach(async () => {
  folder = await makeTestFolder()
  await mkdir(join(folder, 'window', 'assets'), { recursive: true })
  await writeFile(join(folder, 'window', 'index.html'), '<!doctype html><title>Sockwright</title>')
  await writeFile(join(folder, 'window', 'assets', 'window-1234.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  engine = createEchoEngine()
  quits = 0
  host = await startHost()
})

afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

function startHost(): Promise<WebHost> {
  return startWebHost({
    engine,
    rendererFolder: join(folder, 'window'),
    workspaceFolder: folder,
    version: '1.2.3',
    onQuit: () => void (quits += 1),
  })
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: host.port, path, headers, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
    })
    asked.on('error', reject).end()
  })
}

const token = () => new URL(host.url).searchParams.get('token')!

async function cookie(): Promise<Record<string, string>> {
  const { headers } = await get(`/?token=${token()}`)
  return { cookie: headers['set-cookie']![0]!.split(';')[0]! }
}

async function hostContract(channel: Channel) {
  return connect<HostCalls, HostEvents>(splitChannel(channel).host)
}

describe('what is served', () => {
  it('gives the page to whoever has the token, and the rest with the cookie it sets', async () => {
    const page = await get(`/?token=${token()}`)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>Sockwright</title>')
    expect(page.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
    const script = await get('/assets/window-1234.js', await cookie())
    expect(script.status).toBe(200)
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect((await get('/', await cookie())).status).toBe(200)
  })

  it('has a token of 256 bits that differs at each start', async () => {
    const other = await startHost()
    expect(Buffer.from(token(), 'base64url')).toHaveLength(32)
    expect(new URL(other.url).searchParams.get('token')).not.toBe(token())
    await other.close()
  })

  it.each(['/', '/assets/window-1234.js', '/?token=', '/?token=x', '/download/x'])(
    'refuses %s without the token',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(403)
      expect(answer.body).toContain('token')
    },
  )

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/',
    '/x',
  ])('has nothing at %s', async (path) => {
    const answer = await get(path, await cookie())
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  it('forbids scripts from elsewhere, framing and guessing of types, also where it refuses', async () => {
    for (const path of ['/', `/?token=${token()}`, '/x']) {
      const { headers } = await get(path)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it.each(['evil.example', `evil.example:80`, '192.0.2.7', 'localhost@evil.example', 'x localhost'])(
    'refuses the Host header %s: a rebound name',
    async (name) => {
      expect((await get(`/?token=${token()}`, { host: name })).status).toBe(421)
    },
  )

  it.each(['localhost:1234', '127.0.0.1', '[::1]:9'])(
    'takes the Host header %s: a forwarded port',
    async (name) => {
      expect((await get(`/?token=${token()}`, { host: name })).status).toBe(200)
    },
  )

  it('refuses a request another page makes, and all but reading', async () => {
    const kept = await cookie()
    expect((await get('/', { ...kept, origin: 'http://evil.example' })).status).toBe(403)
    expect((await get('/', kept, 'POST')).status).toBe(405)
    expect((await get('/', kept, 'HEAD')).status).toBe(200)
  })
})

describe('the link', () => {
  async function refusal(path: string, headers: Record<string, string>, origin?: string): Promise<string> {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, {
      headers,
      ...(origin ? { origin } : {}),
    })
    const [failure] = (await once(socket, 'error')) as [Error]
    return failure.message
  }

  it('carries bytes and numbers exactly, both ways', async () => {
    const channel = await openSocketLink(host.url)
    const { engine: engineSide } = splitChannel(channel)
    const sent = {
      bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i & 255),
      empty: new Uint8Array(0),
      numbers: [0, -1, 0.1, 2 ** 53 - 1, -(2 ** 53 - 1), 1_769_000_000_123_456],
      text: 'é\u0000😀',
      nothing: null,
    }
    const received = await new Promise((resolve) => {
      engineSide.onMessage(resolve)
      engineSide.post(sent)
    })
    expect(received).toStrictEqual(sent)
    channel.close()
  })

  it('opens a session that may use files below the folder only, and ends it with the window', async () => {
    const channel = await openSocketLink(host.url)
    const ended = new Promise<void>((resolve) => (engine.onSessionEnd = resolve))
    expect(engine.sessions).toHaveLength(1)
    expect(engine.sessions[0]!.policy).toEqual({ files: 'below', folder })
    channel.close()
    await ended
    expect(engine.sessions[0]!.closed).toBe(true)
  })

  it('closes the window when the engine ends', async () => {
    const channel = await openSocketLink(host.url)
    const closed = new Promise<void>((resolve) => channel.onClose(resolve))
    engine.sessions[0]!.channel.close()
    await closed
  })

  it('is refused without token, without Origin, from another page, under another name or path', async () => {
    const own = `http://127.0.0.1:${host.port}`
    const kept = await cookie()
    expect(await refusal('/link', {}, own)).toContain('403')
    expect(await refusal(`/link?token=x`, {}, own)).toContain('403')
    expect(await refusal(`/link?token=${token()}`, {})).toContain('403')
    expect(await refusal('/link', kept, 'http://evil.example')).toContain('403')
    expect(await refusal('/link', kept, 'null')).toContain('403')
    expect(await refusal('/link', { ...kept, host: 'evil.example' }, 'http://evil.example')).toContain('421')
    expect(await refusal('/other', kept, own)).toContain('404')
    expect(engine.sessions).toHaveLength(0)
  })

  it.each([
    ['text', 'hello'],
    ['bytes that are no MessagePack', Buffer.from([0xc1])],
    ['two messages in one', Buffer.from([1, 2])],
    ['a prototype in disguise', Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0xc0])],
  ])('ends when it gets %s', async (_, data) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/link`, {
      headers: await cookie(),
      origin: `http://127.0.0.1:${host.port}`,
    })
    await once(socket, 'open')
    socket.send(data)
    expect((await once(socket, 'close'))[0]).toBe(1007)
  })

  it('survives a connection that is reset in mid-upgrade', async () => {
    const socket = connectSocket(host.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('GET /link HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n')
    socket.resetAndDestroy()
    await once(socket, 'close')
    expect((await get('/', await cookie())).status).toBe(200)
  })
})

describe('the host contract in a browser', () => {
  it('says what it can do, refuses what it cannot, and quits when asked', async () => {
    const channel = await openSocketLink(host.url)
    const calls = await hostContract(channel)
    expect(await calls.call('host.info', {})).toMatchObject({
      host: 'web',
      version: '1.2.3',
      fileDialogs: false,
    })
    await expect(calls.call('host.reveal', { path: '/' })).rejects.toMatchObject({ code: 'E_NOT_SUPPORTED' })
    await expect(
      calls.call('host.chooseFile', { purpose: 'save-export', suggestedName: 'a.csv' }),
    ).rejects.toMatchObject({ code: 'E_NOT_SUPPORTED' })
    await calls.call('host.quit', {})
    expect(quits).toBe(1)
    channel.close()
  })

  it('gives a link that is good for one download of a finished export', async () => {
    const path = join(folder, 'export.tmp')
    await writeFile(path, 'a,b\r\n')
    engine.downloads.set('job', { path, name: 'Messwerte "é".csv' })
    const calls = await hostContract(await openSocketLink(host.url))
    const { url } = await calls.call('host.downloadLink', { download: 'job' })

    expect((await get(url)).status).toBe(403)
    const download = await get(url, await cookie())
    expect(download.status).toBe(200)
    expect(download.body).toBe('a,b\r\n')
    expect(download.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(download.headers['content-disposition']).toBe(
      `attachment; filename="Messwerte ___.csv"; filename*=UTF-8''Messwerte%20%22%C3%A9%22.csv`,
    )
    expect((await get(url, await cookie())).status).toBe(404)
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(calls.call('host.downloadLink', { download: 'job' })).rejects.toMatchObject({
      code: 'E_JOB_UNKNOWN',
    })
    calls.close()
  })

  it('removes downloads that nobody fetched when it closes', async () => {
    const path = join(folder, 'export.tmp')
    await writeFile(path, 'x')
    engine.downloads.set('job', { path, name: 'x.txt' })
    const calls = await hostContract(await openSocketLink(host.url))
    await calls.call('host.downloadLink', { download: 'job' })
    await host.close()
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
    host = await startHost()
  })

  it('keeps header injection and paths out of the name of a download', () => {
    expect(attachment('a\r\nSet-Cookie: x/../y\ud800.csv')).toBe(
      `attachment; filename="a__Set-Cookie_ x_.._y_.csv"; filename*=UTF-8''a__Set-Cookie_%20x_.._y_.csv`,
    )
  })
})

it('does not start on a port that is taken', async () => {
  const again = startWebHost({
    engine,
    rendererFolder: join(folder, 'window'),
    workspaceFolder: folder,
    version: '1.2.3',
    port: host.port,
    onQuit: () => undefined,
  })
  await expect(again).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: `Port ${host.port} on 127.0.0.1 is in use. Choose another port, or 0 to let the system pick one.`,
  })
})
