import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { PayloadQueue, SlabPool } from '../../src/main/engine/capture/payload-queue'
import { readSlabs } from '../../src/main/engine/capture/read-slabs'
import { StreamSocket, takeOver } from '../../src/main/engine/endpoints/stream/stream-socket'

const servers: Server[] = []

/** A server that takes over its first client, and that client. */
async function connected(): Promise<{ server: Server; taken: StreamSocket; client: StreamSocket }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const client = new StreamSocket({ allowHalfOpen: true })
  client.connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  return { server, taken: takeOver(accepted, { allowHalfOpen: true }), client }
}

afterEach(() => servers.splice(0).forEach((server) => server.close()))

describe('a socket that reads into shared memory', () => {
  it('hands on what came before and after somebody takes it, then its end', async () => {
    const { taken, client } = await connected()
    client.write('early ')
    await once(taken, 'readable')
    let text = ''
    taken.takeChunks((chunk) => (text += chunk.toString()))
    client.end('late')
    await once(taken, 'end')
    expect(text).toBe('early late')
    taken.end()
    await once(taken, 'close')
  })

  it('tells copies by `data` where nobody takes chunks', async () => {
    const { taken, client } = await connected()
    const chunks: Buffer[] = []
    taken.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (chunks.length === 1) client.write('two')
      else client.end()
    })
    client.write('one')
    await once(taken, 'end')
    expect(chunks.map(String)).toEqual(['one', 'two'])
    taken.end()
    await once(taken, 'close')
  })

  it('reads nothing while paused, and then all of it', async () => {
    const { taken, client } = await connected()
    const sent = Buffer.alloc(4_000_000, 'abcdefg')
    const received: Buffer[] = []
    let bytes = 0
    taken.takeChunks((chunk) => {
      received.push(Buffer.from(chunk))
      bytes += chunk.length
      taken.pause()
      setImmediate(() => {
        expect(Buffer.concat(received).length).toBe(bytes)
        taken.resume()
      })
    })
    client.end(sent)
    await once(taken, 'end')
    expect(Buffer.concat(received).equals(sent)).toBe(true)
    taken.destroy()
  })

  it('does not keep its server from closing, nor the server it', async () => {
    const { server, taken, client } = await connected()
    server.close()
    await once(server, 'close')
    client.write('still here')
    const [chunk] = (await once(taken, 'data')) as [Buffer]
    expect(String(chunk)).toBe('still here')
    taken.destroy()
    client.destroy()
  })

  it('mixes nothing up while some takers keep what is read and some do not, and gives all memory back', async () => {
    const free = freeSlabs()
    const pairs = await Promise.all(Array.from({ length: 6 }, connected))
    const bytes = 24_000_000
    let kept = 0
    const checks = pairs.map(async ({ taken, client }, index) => {
      let queue = new PayloadQueue(new SlabPool())
      let received = 0
      const check = () => {
        for (const part of queue.take()) {
          expect(part.every((byte) => byte === index)).toBe(true)
          received += part.length
        }
        queue.release()
        queue = new PayloadQueue(new SlabPool())
      }
      taken.takeChunks((chunk) => {
        if (index % 3 === 0) queue.add(Buffer.from(chunk))
        else queue.add(chunk)
        if (readSlabs.has(chunk) && readSlabs.isShared(chunk)) kept += 1
        if (queue.bytes > 3_000_000) setImmediate(check)
      })
      client.end(Buffer.alloc(bytes, index))
      await once(taken, 'end')
      check()
      expect(received).toBe(bytes)
      taken.end()
      client.resume()
      await once(taken, 'close')
    })
    await Promise.all(checks)
    expect(kept).toBeGreaterThan(0)
    expect(freeSlabs()).toBe(free)
  })
})

function freeSlabs(): number {
  const taken: Buffer[] = []
  for (let slab = readSlabs.take(); slab; slab = readSlabs.take()) taken.push(slab)
  for (const slab of taken) readSlabs.release(slab)
  return taken.length
}
