import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { OpenFileLimit } from '../../src/main/engine/network/open-file-limit'
import { RawPeer } from '../support/raw-peer'

interface Printed {
  readonly event: string
  readonly peer: number
  readonly local?: { readonly port: number }
  readonly refusing?: string | null
}

/** A server whose process has room for a few dozen open files. */
function limitedServer() {
  const script = fileURLToPath(new URL('../support/limited-server.ts', import.meta.url))
  const command = 'ulimit -n 1024 && exec "$0" --import tsx "$1" 920'
  const child = spawn('sh', ['-c', command, process.execPath, script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const events: Printed[] = []
  let wake: () => void = () => undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line) as Printed)
    wake()
  })
  /** Resolves with the event of that name that came as the `nth`. */
  const seen = async (name: string, nth = 1): Promise<Printed> => {
    for (;;) {
      const found = events.filter(({ event }) => event === name)[nth - 1]
      if (found) return found
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { events, seen, ended, stop: () => child.stdin.write('stop\n') }
}

describe('close to the limit of open files', () => {
  it.skipIf(process.platform === 'win32')(
    'a server stops accepting, says so, goes on with the clients it has, and resumes',
    async () => {
      const server = limitedServer()
      const port = (await server.seen('listening')).local!.port
      const peers: RawPeer[] = []
      // One that is turned away may see the reset before it knows that it was connected.
      for (let count = 0; count < 80; count++) {
        const peer = await RawPeer.connectTo(port).catch(() => null)
        if (peer) peers.push(peer)
      }
      await server.seen('accept-stopped')
      const accepted = server.events.filter(({ event }) => event === 'accepted').length
      expect(accepted).toBeGreaterThan(10)
      expect(accepted).toBeLessThan(80)
      await Promise.all(peers.slice(accepted).map(({ closed }) => closed))
      peers[0]!.socket.write('still served')
      expect(String(await peers[0]!.has(12))).toBe('still served')
      for (const { socket } of peers) socket.destroy()
      await server.seen('accept-resumed')
      await server.seen('refusing', 2)
      expect(server.events.flatMap(({ refusing }) => (refusing === undefined ? [] : [refusing]))).toEqual([
        'EMFILE',
        null,
      ])
      const late = await RawPeer.connectTo(port)
      late.socket.write('served again')
      expect(String(await late.has(12))).toBe('served again')
      expect(server.events.filter(({ event }) => event === 'accept-stopped')).toHaveLength(1)
      late.socket.destroy()
      server.stop()
      expect(await server.ended).toBe(0)
      expect(server.events.at(-1)?.event).toBe('stopped')
    },
  )

  it('is an eighth of the limit, at least 8 descriptors and at most 64', () => {
    const near = (limit: number) => {
      const files = new OpenFileLimit(limit)
      return Array.from({ length: limit }, (_, descriptor) => descriptor).find((one) => files.isNear(one))
    }
    expect([64, 256, 20_000].map(near)).toEqual([56, 224, 19_936])
    expect(new OpenFileLimit(Infinity).isNear(1_000_000)).toBe(false)
  })
})
