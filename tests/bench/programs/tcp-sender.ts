/** `tcp-sender PORT BYTES CHUNK`: sends one stream, ends it, and waits until the other side has closed too. */
import { connect } from 'node:net'
import { numberArgument, printEvent } from './print-event'

const [port, bytes, chunkBytes] = [numberArgument(0), numberArgument(1), numberArgument(2)]
const chunk = Buffer.alloc(chunkBytes, 'The quick brown fox jumps over the lazy dog. 0123456789\n')
let left = bytes
let startedAt = 0n

const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
socket.on('connect', () => {
  startedAt = process.hrtime.bigint()
  send()
})
socket.on('drain', send)
socket.on('error', (error) => {
  throw error
})
socket.on('close', () => {
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
  printEvent('sent', { bytes, seconds, startedAt: String(startedAt) })
})
socket.resume()

function send(): void {
  while (left > 0) {
    const part = left >= chunkBytes ? chunk : chunk.subarray(0, left)
    left -= part.length
    if (!socket.write(part)) return
  }
  socket.end()
}
