import type { Channel } from '../../shared/contract/channel'
import { decodeMessage, encodeMessage } from '../../shared/contract/message-codec'

/** Where the web host takes the channel of a window: `/link` of the page's own origin, with the page's token. */
export function linkAddress(page: URL): string {
  const address = new URL('/link', page)
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:'
  const token = page.searchParams.get('token')
  if (token !== null) address.searchParams.set('token', token)
  return address.href
}

/** The channel of a window in a browser. Messages wait until the socket is open; it ends with the socket. */
export function createWebChannel(address: string): Channel {
  const socket = new WebSocket(address)
  socket.binaryType = 'arraybuffer'
  const unsent: Uint8Array<ArrayBuffer>[] = []
  const unread: unknown[] = []
  const endings: (() => void)[] = []
  let receive = (message: unknown): void => void unread.push(message)

  socket.onopen = () => unsent.splice(0).forEach((bytes) => socket.send(bytes))
  socket.onmessage = (event: MessageEvent<ArrayBuffer>) => receive(decodeMessage(new Uint8Array(event.data)))
  socket.onclose = () => endings.splice(0).forEach((ended) => ended())
  return {
    post(message) {
      const bytes = encodeMessage(message)
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
      else if (socket.readyState === WebSocket.CONNECTING) unsent.push(bytes)
    },
    onMessage(wanted) {
      receive = wanted
      unread.splice(0).forEach(wanted)
    },
    onClose: (ended) => void endings.push(ended),
    close: () => socket.close(),
  }
}

/** Does a host answer at `address`? Used before the page is loaded anew, which would lose it. */
export function probeLink(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address)
    socket.onopen = () => {
      resolve(true)
      socket.close()
    }
    socket.onerror = () => resolve(false)
  })
}
