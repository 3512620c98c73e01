/** A bare server for one connection that throws away what it receives, and tells how much that was. */
import { createServer, type AddressInfo } from 'node:net'
import { printEvent } from './print-event'

const server = createServer((socket) => {
  server.close()
  let received = 0
  socket.on('data', (chunk: Buffer) => (received += chunk.length))
  socket.on('end', () => printEvent('summary', { received }))
})
server.listen(0, '127.0.0.1', () => printEvent('listening', { port: (server.address() as AddressInfo).port }))
