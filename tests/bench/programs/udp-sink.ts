/** `udp-sink BUFFER`: a bare socket that counts datagrams until it is told to end. */
import { createSocket } from 'node:dgram'
import { numberArgument, printEvent } from './print-event'

let datagrams = 0
const socket = createSocket({ type: 'udp4', recvBufferSize: numberArgument(0) }, () => {
  datagrams += 1
})
socket.bind(0, '127.0.0.1', () => printEvent('listening', { port: socket.address().port }))
process.on('SIGTERM', () => {
  socket.close()
  printEvent('summary', { records: datagrams })
})
