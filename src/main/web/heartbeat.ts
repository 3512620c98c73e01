import type { WebSocketServer, WebSocket } from 'ws'

const intervalMs = 20_000

/**
 * Ends links whose other side has gone without a word (a laptop asleep, a tunnel that broke): who has not answered the
 * last ping by the next is cut off. Returns the function that ends it.
 */
export function startHeartbeat(server: WebSocketServer): () => void {
  const silent = new WeakSet<WebSocket>()
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate()
      silent.add(socket)
      socket.ping()
    }
  }, intervalMs)
  server.on('connection', (socket) => socket.on('pong', () => silent.delete(socket)))
  return () => clearInterval(timer)
}
