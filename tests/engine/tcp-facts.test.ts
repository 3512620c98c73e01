import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { TcpFactsReader } from '../../src/main/engine/network/tcp-facts'

const isLinux = process.platform === 'linux'

function hasProgram(): boolean {
  try {
    execFileSync('ss', ['-V'])
    return true
  } catch {
    return false
  }
}

async function connection(host: string) {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host, allowHalfOpen: true })
  const [accepted] = (await once(server, 'connection')) as [Socket]
  if (client.connecting) await once(client, 'connect')
  const ends = {
    local: { address: client.localAddress!, port: client.localPort! },
    remote: { address: host, port },
  }
  const close = () => {
    client.destroy()
    accepted.destroy()
    server.close()
  }
  return { client, accepted, ends, close }
}

describe.skipIf(!isLinux)('what the system tells of a connection (Linux)', () => {
  it.each(['127.0.0.1', '::1'])('is the state of both ends, over %s', async (host) => {
    const { client, accepted, ends, close } = await connection(host)
    const { local, remote } = ends
    expect(await new TcpFactsReader().read(local, remote)).toMatchObject({
      here: 'ESTABLISHED',
      there: 'ESTABLISHED',
    })
    accepted.resume()
    client.end()
    await once(accepted, 'end')
    // The system may still be about to acknowledge the FIN.
    await expect
      .poll(() => new TcpFactsReader().read(local, remote), { timeout: 10_000 })
      .toMatchObject({ here: 'FIN_WAIT_2', there: 'CLOSE_WAIT' })
    close()
  })

  it('is told of many connections at once, in their order', async () => {
    const [one, other] = [await connection('127.0.0.1'), await connection('::1')]
    const nowhere = { address: '127.0.0.1', port: 1 }
    const states = await new TcpFactsReader().states([
      one.ends,
      { local: nowhere, remote: nowhere },
      other.ends,
    ])
    expect(states).toEqual(['ESTABLISHED', null, 'ESTABLISHED'])
    one.close()
    other.close()
  })

  it('is nothing where there is no such socket', async () => {
    const at = { address: '127.0.0.1', port: 1 }
    expect(await new TcpFactsReader().read(at, at)).toEqual({
      here: null,
      there: null,
      measures: null,
      gap: null,
    })
  })

  it.skipIf(!hasProgram())('has round trip, window and retransmits (where ss is installed)', async () => {
    const { ends, close } = await connection('127.0.0.1')
    const { measures, gap } = await new TcpFactsReader().read(ends.local, ends.remote)
    expect(gap).toBeNull()
    expect(measures?.retransmits).toBe(0)
    expect(measures?.roundTrip).toBeGreaterThan(0)
    expect(measures?.congestionWindow).toBeGreaterThan(0)
    const nowhere = { address: '127.0.0.1', port: 1 }
    const both = [{ local: nowhere, remote: nowhere }, ends]
    const [none, known] = await new TcpFactsReader().measuresOf(both)
    expect([none, known?.congestionWindow]).toEqual([null, measures?.congestionWindow])
    close()
  })
})
