import { createServer, type AddressInfo } from 'node:net'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { checkPort } from '../../src/main/engine/endpoints/check-endpoint'
import { portsInUse } from '../../src/main/engine/network/ports-in-use'
import { procNetText } from '../../src/main/engine/network/proc-net'
import { reach, resolveName } from '../../src/main/engine/network/reachability'
import { systemLookUp } from '../../src/main/engine/network/look-up'

async function listening() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

describe('ports in use', () => {
  it.skipIf(process.platform !== 'linux')('are told with their process, TCP and UDP', async () => {
    const { server, port } = await listening()
    const socket = createSocket('udp6')
    socket.bind(0, '::1')
    await once(socket, 'listening')
    const { told, ports } = await portsInUse()
    expect(told).toBe(true)
    const owner = { name: 'Sockwright', pid: process.pid }
    expect(ports).toContainEqual({ transport: 'tcp', address: '127.0.0.1', port, owner })
    expect(ports).toContainEqual({ transport: 'udp', address: '::1', port: socket.address().port, owner })
    socket.close()
    server.close()
  })

  it('have their addresses in the usual form', () => {
    expect(procNetText('0100007F')).toBe('127.0.0.1')
    expect(procNetText('00000000000000000000000001000000')).toBe('::1')
    expect(procNetText('00000000000000000000000000000000')).toBe('::')
  })
})

describe('one port', () => {
  it('is free, or taken by somebody and another one is offered', async () => {
    const { server, port } = await listening()
    const taken = await checkPort('tcp', '127.0.0.1', port)
    expect(taken.failure).toMatchObject({ code: 'EADDRINUSE' })
    expect(taken.suggestedPort).not.toBeNull()
    server.close()
    await once(server, 'close')
    expect(await checkPort('tcp', '127.0.0.1', port)).toEqual({ failure: null, suggestedPort: null })
  })
})

describe('names and hosts', () => {
  it('resolve, or it is said why not', async () => {
    const found = await resolveName('localhost', systemLookUp)
    expect(found).toMatchObject({ failure: null })
    expect(found.addresses.length).toBeGreaterThan(0)
    const missing = await resolveName('no.such.host.invalid', () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    )
    expect(missing).toMatchObject({ addresses: [], failure: { code: 'ENOTFOUND' } })
  })

  it('are reached, address by address, with the reason of each that does not answer', async () => {
    const { server, port } = await listening()
    const both = await reach('two.test', port, () => Promise.resolve(['127.0.0.9', '127.0.0.1']))
    expect(both).toMatchObject({
      failure: null,
      attempts: [
        { address: '127.0.0.9', failure: { code: 'ECONNREFUSED' } },
        { address: '127.0.0.1', failure: null },
      ],
    })
    server.close()
    await once(server, 'close')
    expect(await reach('127.0.0.1', port, systemLookUp)).toMatchObject({
      failure: { code: 'ECONNREFUSED' },
      attempts: [{ address: '127.0.0.1' }],
    })
  })
})
