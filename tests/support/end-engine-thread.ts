import { once } from 'node:events'
import { WebSocket } from 'ws'

interface Incoming {
  readonly method?: string
  readonly params?: { readonly sessionId?: string }
}

/**
 * Ends the engine thread of a program that runs with `--inspect`, through the inspector: the thread dies without a word,
 * as it does when it has no memory left. `address` is the one that Node prints on stderr.
 */
export async function endEngineThread(address: string): Promise<void> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const attached = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const { method, params } = JSON.parse(String(data)) as Incoming
      if (method === 'NodeWorker.attachedToWorker') resolve(params!.sessionId!)
    })
  })
  socket.send(
    JSON.stringify({ id: 1, method: 'NodeWorker.enable', params: { waitForDebuggerOnStart: false } }),
  )
  const sessionId = await attached
  const message = JSON.stringify({
    id: 1,
    method: 'Runtime.evaluate',
    params: { expression: 'process.exit(1)' },
  })
  socket.send(
    JSON.stringify({ id: 2, method: 'NodeWorker.sendMessageToWorker', params: { sessionId, message } }),
  )
  socket.close()
}
