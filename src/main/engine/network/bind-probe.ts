import { createSocket } from 'node:dgram'
import { createServer, isIP } from 'node:net'
import type { Transport } from './port-owner'

/** Binds `address` and `port` for a moment; resolves to the port, rejects with the system's error. */
export function probeBind(transport: Transport, address: string, port: number): Promise<number> {
  return transport === 'tcp' ? probeTcp(address, port) : probeUdp(address, port)
}

function probeTcp(address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host: address, port, exclusive: true }, () => {
      const bound = server.address()
      server.close(() => resolve(typeof bound === 'object' && bound ? bound.port : port))
    })
  })
}

function probeUdp(address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(address) === 6 ? 'udp6' : 'udp4' })
    socket.once('error', (error) => {
      socket.close()
      reject(error)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      const bound = socket.address().port
      socket.close(() => resolve(bound))
    })
  })
}
