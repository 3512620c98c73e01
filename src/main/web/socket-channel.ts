import type { RawData, WebSocket } from 'ws'
import type { Channel } from '../../shared/contract/channel'
import { decodeMessage, encodeMessage } from '../../shared/contract/message-codec'

/** Beyond this, the window's requests wait until the answers before have gone out. */
const pauseAboveBytes = 8 * 1024 * 1024
/** Beyond this, the other side has stopped reading: the link is ended. */
const giveUpAboveBytes = 64 * 1024 * 1024

/** Codes of RFC 6455, section 7.4.1, and of the IANA registry (1013). */
const closeCode = { normal: 1000, invalidData: 1007, tryAgainLater: 1013 } as const

/**
 * A channel of MessagePack messages over a WebSocket. A message that cannot be read ends the link. While much waits to
 * be sent, nothing is read, so that a slow window slows itself down and not the engine.
 */
export function createSocketChannel(socket: WebSocket): Channel {
  let receive: ((message: unknown) => void) | null = null
  const waiting: unknown[] = []
  const endings: (() => void)[] = []

  function take(data: RawData, isBinary: boolean): void {
    if (!isBinary) return socket.close(closeCode.invalidData, 'text')
    let message: unknown
    try {
      message = decodeMessage(data as Buffer)
    } catch {
      return socket.close(closeCode.invalidData, 'not MessagePack')
    }
    if (receive) receive(message)
    else waiting.push(message)
  }

  function sent(): void {
    if (socket.isPaused && socket.bufferedAmount <= pauseAboveBytes) socket.resume()
  }

  socket.on('message', take)
  // ws closes by itself after an error: too long a message, a broken frame, a reset connection.
  socket.on('error', () => undefined)
  socket.on('close', () => endings.splice(0).forEach((ended) => ended()))

  return {
    post(message) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(encodeMessage(message), sent)
      if (socket.bufferedAmount > giveUpAboveBytes) {
        socket.close(closeCode.tryAgainLater, 'not reading')
        socket.terminate()
      } else if (socket.bufferedAmount > pauseAboveBytes) socket.pause()
    },
    onMessage(next) {
      receive = next
      waiting.splice(0).forEach(next)
    },
    onClose: (closed) => void endings.push(closed),
    close: () => socket.close(closeCode.normal),
  }
}
