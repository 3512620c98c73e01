import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A listener that no further client gets an answer from. */
export interface FullBacklog {
  readonly port: number
  close(): void
}

// Node accepts as soon as it can, so the listener lives in a process that blocks right after listening.
const blockedListener = `
  const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
    process.exit()
  })`

/** Linux drops the SYNs that a full backlog has no place for; null on systems that do otherwise. */
export async function listenWithFullBacklog(): Promise<FullBacklog | null> {
  if (process.platform !== 'linux') return null
  const child = spawn(process.execPath, ['-e', blockedListener], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const port = Number(line)
  const fillers: Socket[] = []
  // A backlog of 1 takes two connections (listen(2)).
  for (let count = 0; count < 2; count++) {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => undefined)
    fillers.push(socket)
    await once(socket, 'connect')
  }
  const close = () => {
    for (const socket of fillers) socket.destroy()
    child.kill('SIGKILL')
  }
  return { port, close }
}
