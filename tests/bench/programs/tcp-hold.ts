/** `tcp-hold`: a bare server that keeps its clients and reads what they send. */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { printEvent } from './print-event'

const clients = new Set<Socket>()
const server = createServer((socket) => {
  clients.add(socket)
  socket.on('data', () => undefined).on('close', () => clients.delete(socket))
  socket.on('error', () => undefined)
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  printEvent('listening', { port: (server.address() as AddressInfo).port })
})
process.on('SIGTERM', () => process.exit())
