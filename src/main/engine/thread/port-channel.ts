import type { MessagePort } from 'node:worker_threads'
import type { Channel } from '../../../shared/contract/channel'

/** A channel over a message port. Nothing is received before the receiver is set: the port keeps it in order. */
export function createPortChannel(port: MessagePort): Channel {
  const endings: (() => void)[] = []
  let closed = false
  port.on('close', () => {
    closed = true
    endings.splice(0).forEach((ended) => ended())
  })
  return {
    post(message) {
      if (!closed) port.postMessage(message)
    },
    onMessage(receive) {
      port.removeAllListeners('message')
      port.on('message', receive)
    },
    onClose: (ended) => void endings.push(ended),
    close: () => port.close(),
  }
}
