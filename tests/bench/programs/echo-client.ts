/** `echo-client PORT MESSAGES BYTES`: sends a message, waits until it is back, sends the next; tells the round trips. */
import { connect } from 'node:net'
import { quantile } from '../statistics'
import { numberArgument, printEvent } from './print-event'

const [port, messages, bytes] = [numberArgument(0), numberArgument(1), numberArgument(2)]
/** The first round trips find everything cold. */
const warmUp = Math.min(2_000, Math.floor(messages / 5))
const message = Buffer.alloc(bytes, 'x')
const microseconds: number[] = []
let back = 0
let sent = 0
let sentAt = 0n

const socket = connect({ host: '127.0.0.1', port, noDelay: true }, sendNext)
socket.on('data', (chunk) => {
  back += chunk.length
  if (back < bytes) return
  back -= bytes
  if (sent > warmUp) microseconds.push(Number(process.hrtime.bigint() - sentAt) / 1e3)
  if (sent < messages) sendNext()
  else socket.end()
})
socket.on('close', () => {
  printEvent('done', { median: quantile(microseconds, 0.5), p99: quantile(microseconds, 0.99) })
})

function sendNext(): void {
  sent += 1
  sentAt = process.hrtime.bigint()
  socket.write(message)
}
