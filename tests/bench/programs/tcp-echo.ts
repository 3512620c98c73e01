/** `tcp-echo`: a bare echo server. */
import { createServer, type AddressInfo } from 'node:net'
import { printEvent } from './print-event'

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => socket.write(chunk))
})
server.listen(0, '127.0.0.1', () => printEvent('listening', { port: (server.address() as AddressInfo).port }))
