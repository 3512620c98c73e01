import { randomBytes } from 'node:crypto'
import { createSocket, type SocketOptions } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { createServer, Socket, type ListenOptions } from 'node:net'
import process from 'node:process'
import type { SocketSupport } from '../../../shared/contract/engine/network-calls'
import type { SocketFeature } from '../../../shared/endpoints/socket-feature'
import { knownCiphers } from '../endpoints/tls/known-ciphers'

let known: Promise<ReadonlySet<SocketFeature>> | null = null

/** What this runtime on this system can do with sockets; found out once, by trying it on the loopback. */
export function socketFeaturesHere(): Promise<ReadonlySet<SocketFeature>> {
  known ??= findOut()
  return known
}

/** The same with the names of runtime and system, for whoever explains it. */
export async function socketSupport(): Promise<SocketSupport> {
  const { electron, node } = process.versions
  const runtime = electron === undefined ? `Node ${node}` : `Electron ${electron} (Node ${node})`
  const features = [...(await socketFeaturesHere())]
  return { runtime, system: process.platform, features, ciphers: knownCiphers() }
}

async function findOut(): Promise<ReadonlySet<SocketFeature>> {
  const tried: readonly (readonly [SocketFeature, Promise<boolean>])[] = [
    ['tcp-reuse-port', works(tcpTwice)],
    ['udp-reuse-port', works(udpTwice)],
    ['abstract-socket', abstractNames()],
    ['type-of-service', Promise.resolve('setTypeOfService' in Socket.prototype)],
  ]
  const found = new Set<SocketFeature>()
  for (const [feature, answer] of tried) if (await answer) found.add(feature)
  return found
}

/** A runtime that does not know an option says nothing, and the second socket finds the port in use. */
function works(twice: (done: (error: Error | null) => void) => void): Promise<boolean> {
  return new Promise((resolve) => twice((error) => resolve(error === null)))
}

/** Some versions of Node pad an abstract name to the length of an address: the system lists it with the padding then. */
function abstractNames(): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(false)
  const name = `sockwright-${process.pid}-${randomBytes(6).toString('hex')}`
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(`\0${name}`, () => {
      const listed = readFile('/proc/net/unix', 'utf8').catch(() => '')
      void listed.then((table) =>
        server.close(() => resolve(table.split('\n').some((line) => line.endsWith(`@${name}`)))),
      )
    })
  })
}

function tcpTwice(done: (error: Error | null) => void): void {
  const options: ListenOptions = { host: '127.0.0.1', exclusive: true, ...{ reusePort: true } }
  const first = createServer()
  first.once('error', done)
  first.listen({ ...options, port: 0 }, () => {
    const bound = first.address()
    const second = createServer()
    const end = (error: Error | null) => first.close(() => done(error))
    second.once('error', end)
    second.listen({ ...options, port: typeof bound === 'object' && bound ? bound.port : 0 }, () =>
      second.close(() => end(null)),
    )
  })
}

function udpTwice(done: (error: Error | null) => void): void {
  const options: SocketOptions = { type: 'udp4', ...{ reusePort: true } }
  const first = createSocket(options)
  first.once('error', (error) => first.close(() => done(error)))
  first.bind({ address: '127.0.0.1', port: 0, exclusive: true }, () => {
    const second = createSocket(options)
    const end = (error: Error | null) => second.close(() => first.close(() => done(error)))
    second.once('error', end)
    second.bind({ address: '127.0.0.1', port: first.address().port, exclusive: true }, () => end(null))
  })
}
