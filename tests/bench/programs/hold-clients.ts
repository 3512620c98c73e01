/** `hold-clients PORT CLIENTS`: connects so many clients, says when the last is connected, and holds them till its end. */
import { connect, type Socket } from 'node:net'
import { numberArgument, printEvent } from './print-event'

const [port, clients] = [numberArgument(0), numberArgument(1)]
/** Connecting at the same time; the backlog of a listening socket is no longer than this. */
const atOnce = 100
const sockets: Socket[] = []

function connectNext(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    sockets.push(socket)
    socket.once('error', reject)
    socket.once('connect', () => resolve())
    socket.resume()
  })
}

while (sockets.length < clients) {
  const portion = Math.min(atOnce, clients - sockets.length)
  await Promise.all(Array.from({ length: portion }, connectNext))
}
printEvent('connected', { clients })
process.on('SIGTERM', () => process.exit())
