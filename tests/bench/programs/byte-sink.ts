/** `byte-sink BYTES`: a bare server that reads so many bytes from its first client and tells how long they took. */
import { createServer, type AddressInfo } from 'node:net'
import { numberArgument, printEvent } from './print-event'

const wanted = numberArgument(0)
let got = 0
let firstAt = 0n

const server = createServer((socket) => {
  server.close()
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    if (got === 0) firstAt = process.hrtime.bigint()
    got += chunk.length
    if (got === wanted)
      printEvent('received', { seconds: Number(process.hrtime.bigint() - firstAt) / 1e9, bytes: got })
  })
})
server.listen(0, '127.0.0.1', () => printEvent('listening', { port: (server.address() as AddressInfo).port }))
