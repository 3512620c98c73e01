import { once } from 'node:events'
import { WebSocket, type ClientOptions } from 'ws'
import type { Channel } from '../../src/shared/contract/channel'
import { createSocketChannel } from '../../src/main/web/socket-channel'

/**
 * Opens the channel of the web host at `url` (its address with token) as a window in a browser does. Rejects with the
 * reason where the host refuses.
 */
export async function openSocketLink(url: string, options: ClientOptions = {}): Promise<Channel> {
  const address = new URL(url)
  const link = new URL('/link', address)
  link.search = address.search
  link.protocol = 'ws:'
  const socket = new WebSocket(link, { origin: address.origin, ...options })
  const channel = createSocketChannel(socket)
  await once(socket, 'open')
  return channel
}
