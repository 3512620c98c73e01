/**
 * `tcp-sink FILE`: a bare server for one connection that writes what it receives to a file the way the recorder does:
 * received buffers as they are with writev(2), one write at a time, the socket paused while more than 32 MiB wait, and
 * synced before it says that it is done.
 */
import { closeSync, fdatasync, openSync, writev } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { printEvent } from './print-event'

const congestedAbove = 32 * 1_024 * 1_024
const relievedBelow = 8 * 1_024 * 1_024
const file = openSync(process.argv[2]!, 'wx')
const writeBuffers = promisify(writev)
const waiting: Buffer[] = []
let waitingBytes = 0
let received = 0
let writing = false
let ended = false

async function write(socket: Socket): Promise<void> {
  if (writing) return
  writing = true
  while (waiting.length > 0) {
    const buffers = waiting.splice(0, 1_024)
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    const { bytesWritten } = await writeBuffers(file, buffers)
    if (bytesWritten !== bytes) throw new Error('short write')
    waitingBytes -= bytes
    if (waitingBytes < relievedBelow && socket.isPaused()) socket.resume()
  }
  writing = false
  if (ended) await finish()
}

async function finish(): Promise<void> {
  await promisify(fdatasync)(file)
  closeSync(file)
  printEvent('summary', { received })
}

const server = createServer({ allowHalfOpen: true }, (socket) => {
  server.close()
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes > congestedAbove) socket.pause()
    void write(socket)
  })
  socket.on('end', () => {
    ended = true
    socket.end()
    void write(socket)
  })
})
server.listen(0, '127.0.0.1', () => printEvent('listening', { port: (server.address() as AddressInfo).port }))
