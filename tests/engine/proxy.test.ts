import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { formatProxy, parseProxy } from '../../src/shared/endpoints/proxy-address'
import type { TcpClientOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'

const servers: Server[] = []
const endpoints: { stop(): Promise<void> }[] = []

async function listen(taken: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => taken(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Greets at once, so that its first bytes come right behind the answer of the proxy. */
const target = () => listen((socket) => socket.write('welcome'))

function joined(one: Socket, port: number, answer: Buffer): void {
  const other = connect(port, '127.0.0.1', () => {
    one.write(answer)
    one.pipe(other).pipe(one)
  }).on('error', () => undefined)
}

/** A SOCKS5 proxy for names: it takes `user` and `password` where they are given, and knows one host. */
function socks(port: number, user = '', password = ''): Promise<number> {
  return listen((socket) => {
    let step: 'hello' | 'login' | 'request' = 'hello'
    socket.on('data', (bytes: Buffer) => {
      if (step === 'hello') {
        step = user === '' ? 'request' : 'login'
        socket.write(Buffer.of(5, user === '' ? 0 : bytes.includes(2, 2) ? 2 : 0xff))
      } else if (step === 'login') {
        step = 'request'
        const wanted = Buffer.concat([
          Buffer.of(1, user.length),
          Buffer.from(user),
          Buffer.of(password.length),
          Buffer.from(password),
        ])
        socket.write(Buffer.of(1, bytes.equals(wanted) ? 0 : 1))
      } else {
        socket.removeAllListeners('data')
        const host = bytes.subarray(5, 5 + bytes[4]!).toString()
        if (host === 'only.proxy.test') joined(socket, port, Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 80))
        else socket.end(Buffer.of(5, 4, 0, 1, 0, 0, 0, 0, 0, 0))
      }
    })
  })
}

function http(port: number, login = ''): Promise<number> {
  return listen((socket) => {
    socket.once('data', (bytes: Buffer) => {
      const basic = `Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}\r\n`
      if (login !== '' && !String(bytes).includes(basic)) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      } else if (String(bytes).startsWith('CONNECT only.proxy.test:80 HTTP/1.1\r\n')) {
        joined(socket, port, Buffer.from('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n'))
      } else socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
  })
}

function through(
  proxy: string,
  options: Partial<TcpClientOptions> = {},
  password = '',
): EndpointUnderTest<'tcp-client'> {
  const all = { host: 'only.proxy.test', port: 80, proxy, ...options }
  const made = new EndpointUnderTest('tcp-client', all, () => Promise.reject(new Error('asked for the name')))
  made.secrets.set('proxyPassword', password)
  endpoints.push(made.endpoint)
  return made
}

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
  for (const server of servers.splice(0)) server.close()
})

describe('a client behind a proxy', () => {
  it.each([
    ['socks5', '', socks],
    ['socks5', 'jo', socks],
    ['http', '', http],
    ['http', 'jo', http],
  ] as const)('connects through %s, user “%s”: the proxy resolves the name', async (scheme, user, make) => {
    const port = await target()
    const proxy =
      make === socks
        ? await socks(port, user, user && 'se:cret')
        : await http(port, user && `${user}:se:cret`)
    const made = through(`${scheme}://${user && `${user}@`}127.0.0.1:${proxy}`, {}, 'se:cret')
    await made.endpoint.start()
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 7)
    expect(made.recorder.bytes(1, 'in').toString()).toBe('welcome')
    expect(made.recorder.eventNames(0)).toEqual(['started', 'connecting', 'proxy-asked', 'proxy-opened'])
    expect(JSON.stringify(made.recorder.records)).not.toContain('cret')
  })

  it('is told what is wrong, and can be started again', async () => {
    const port = await target()
    const [socksPort, httpPort] = [await socks(port, 'jo', 'x'), await http(port, 'jo:x')]
    const nonsense = await listen((socket) => socket.end('220 mail.test ESMTP ready\r\n\r\n'))
    const silent = await listen((socket) => void socket.once('data', () => socket.end()))
    const echo = await listen((socket) => void socket.pipe(socket))
    const resets = await listen((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    const deaf = await listen((socket) => void socket.resume())
    const cases = [
      [through(`socks5://127.0.0.1:${deaf}`, { connectTimeout: 100 }), 'E_PROXY_TIMEOUT'],
      [through(`http://127.0.0.1:${deaf}`, { connectTimeout: 100 }), 'E_PROXY_TIMEOUT'],
      [through(`socks5://127.0.0.1:${socksPort}`), 'E_PROXY_LOGIN'],
      [through(`socks5://jo@127.0.0.1:${socksPort}`, {}, 'wrong'), 'E_PROXY_AUTH'],
      [through(`socks5://jo@127.0.0.1:${socksPort}`, { host: 'no.test' }, 'x'), 'E_PROXY_REFUSED'],
      [through(`http://127.0.0.1:${httpPort}`), 'E_PROXY_LOGIN'],
      [through(`http://jo@127.0.0.1:${httpPort}`, {}, 'wrong'), 'E_PROXY_AUTH'],
      [through(`http://jo@127.0.0.1:${httpPort}`, { host: 'no.test' }, 'x'), 'E_PROXY_REFUSED'],
      [through(`socks5://127.0.0.1:${nonsense}`), 'E_PROXY_NONSENSE'],
      [through(`http://127.0.0.1:${nonsense}`), 'E_PROXY_NONSENSE'],
      [through(`socks5://127.0.0.1:${echo}`), 'E_PROXY_NONSENSE'],
      [through(`socks5://jo@127.0.0.1:${echo}`, {}, 'x'), 'E_PROXY_NONSENSE'],
      [through(`http://127.0.0.1:${echo}`), 'E_PROXY_NONSENSE'],
      [through(`socks5://127.0.0.1:${resets}`), 'E_PROXY_CLOSED'],
      [through(`http://127.0.0.1:${resets}`), 'E_PROXY_CLOSED'],
      [through(`socks5://127.0.0.1:${silent}`), 'E_PROXY_CLOSED'],
      [through(`http://127.0.0.1:${silent}`), 'E_PROXY_CLOSED'],
    ] as const
    for (const [made, code] of cases) {
      await expect(made.endpoint.start(), code).rejects.toMatchObject({ code })
      expect(made.state).toMatchObject({ is: 'failed', failure: { code } })
      expect(made.recorder.events('proxy-failed')[0]?.failure.code).toBe(code)
    }
  })
})

describe('the text of a proxy', () => {
  it('is read with user and password, and written without the password', () => {
    const proxy = parseProxy('socks5://jo%40x:p%3Aw@[::1]:9050')
    expect(proxy).toEqual({ scheme: 'socks5', host: '::1', port: 9050, user: 'jo@x', password: 'p:w' })
    expect(formatProxy(proxy!)).toBe('socks5://jo%40x@[::1]:9050')
    expect(parseProxy('http://proxy.test')).toMatchObject({ port: 8080 })
    for (const wrong of ['proxy.test:80', 'ftp://a:1', 'socks5://', 'socks5://a:0', 'http://a:70000']) {
      expect(parseProxy(wrong)).toBeNull()
    }
  })
})
