/**
 * `udp-sender PORT DATAGRAMS BYTES RATE`: sends datagrams at `RATE` a second (0: as fast as it can) from a few sockets
 * in turn, which is faster than from one.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { numberArgument, printEvent } from './print-event'

const [port, datagrams, bytes, rate] = [0, 1, 2, 3].map(numberArgument) as [number, number, number, number]
const socketCount = 4
/** Handed to the system at once before its answers are waited for. */
const batch = 64
const datagram = Buffer.alloc(bytes, 'x')

async function open(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

function sendBatch(socket: Socket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = count
    for (let index = 0; index < count; index += 1) {
      socket.send(datagram, (error) => {
        if (error) reject(error)
        else if ((open -= 1) === 0) resolve()
      })
    }
  })
}

const sockets = await Promise.all(Array.from({ length: socketCount }, open))
const startedAt = process.hrtime.bigint()
const elapsed = () => Number(process.hrtime.bigint() - startedAt) / 1e9
for (let sent = 0, turn = 0; sent < datagrams; turn += 1) {
  const allowed = rate === 0 ? datagrams : Math.min(datagrams, Math.ceil(elapsed() * rate))
  const count = Math.min(batch, allowed - sent)
  if (count > 0) await sendBatch(sockets[turn % sockets.length]!, count)
  else await nextTurn()
  sent += Math.max(0, count)
}
printEvent('sent', { datagrams, seconds: elapsed() })
sockets.forEach((socket) => socket.close())
