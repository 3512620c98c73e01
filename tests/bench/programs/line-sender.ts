/**
 * `line-sender PORT RATE BYTES`: sends lines of `BYTES` bytes over one connection, `RATE` a second in a portion every
 * 10 ms, until it is ended. What a late timer or a full socket holds up is sent as soon as it can be.
 */
import { connect } from 'node:net'
import { numberArgument, printEvent } from './print-event'

const [port, rate, bytes] = [numberArgument(0), numberArgument(1), numberArgument(2)]
const portionMs = 10
const line = `${'{"dev":17,"temp":21.5,"hum":44,"seq":88124,"state":"ok"}'.padEnd(bytes - 1, ' ')}\n`
const portion = Buffer.from(line.repeat(Math.round((rate * portionMs) / 1_000)))

const socket = connect({ host: '127.0.0.1', port })
socket.on('error', (error) => {
  throw error
})
socket.on('connect', () => {
  printEvent('connected', { port })
  const startedAt = performance.now()
  let portions = 0
  setInterval(() => {
    const due = Math.floor((performance.now() - startedAt) / portionMs)
    for (; portions < due && !socket.writableNeedDrain; portions += 1) socket.write(portion)
  }, portionMs)
})
