/** `line-flood PORT LINES BYTES`: sends lines of `BYTES` bytes over one connection as fast as it can, then ends it. */
import { connect } from 'node:net'
import { numberArgument, printEvent } from './print-event'

const [port, lines, bytes] = [numberArgument(0), numberArgument(1), numberArgument(2)]
const line = `${'{"dev":17,"temp":21.5,"hum":44,"seq":88124,"state":"ok"}'.padEnd(bytes - 1, ' ')}\n`
const portion = Buffer.from(line.repeat(Math.floor((256 * 1_024) / bytes)))
let left = lines * bytes

const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
socket.on('connect', () => {
  printEvent('sending', { startedAt: String(process.hrtime.bigint()) })
  send()
})
socket.on('drain', send)
socket.on('error', (error) => {
  throw error
})
socket.on('close', () => printEvent('sent', { lines }))
socket.resume()

function send(): void {
  while (left > 0) {
    const part = left >= portion.length ? portion : portion.subarray(0, left)
    left -= part.length
    if (!socket.write(part)) return
  }
  socket.end()
}
