import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { checkEndpoint } from '../../src/main/engine/endpoints/check-endpoint'
import { localAddresses } from '../../src/main/engine/network/local-addresses'
import { probeBind } from '../../src/main/engine/network/bind-probe'
import { findPortOwner } from '../../src/main/engine/network/port-owner'
import { suggestPort } from '../../src/main/engine/network/suggest-port'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawServer } from '../support/raw-peer'
import type { Endpoint } from '../../src/main/engine/endpoints/endpoint'
import type { OptionInput } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { testCertificates } from '../support/test-certificates'

const codes = (problems: Awaited<ReturnType<typeof checkEndpoint>>) =>
  problems.map(({ option, failure }) => [option, failure.code])

describe('addresses of this machine', () => {
  it('contain the loopback ones', () => {
    expect(localAddresses()).toContainEqual(
      expect.objectContaining({ address: '127.0.0.1', family: 4, internal: true }),
    )
  })
})

describe('a free port', () => {
  it('is found near the wanted one, and can be bound', async () => {
    const server = await RawServer.listen()
    const free = await suggestPort('tcp', '127.0.0.1', server.port)
    expect(free).not.toBe(server.port)
    expect(await probeBind('tcp', '127.0.0.1', free)).toBe(free)
    server.close()
    expect(await suggestPort('udp', '127.0.0.1', 0)).toBeGreaterThan(0)
    expect(await suggestPort('tcp', '127.0.0.1', 65_535)).toBeGreaterThan(0)
  })

  it('is the wanted one itself where that is free', async () => {
    const port = await suggestPort('udp', '127.0.0.1', 0)
    expect(await suggestPort('udp', '127.0.0.1', port)).toBe(port)
  })

  it('for a privileged one is near its usual cousin', async () => {
    expect(await suggestPort('tcp', '127.0.0.1', 80)).toBeGreaterThanOrEqual(8_080)
  })
})

describe('the owner of a port', () => {
  it.skipIf(process.platform !== 'linux')(
    'is named with its process, for TCP and UDP, in whatever way it is in the way',
    async () => {
      const script = `
      const server = require('node:net').createServer().listen(0, '0.0.0.0', () => {
        const socket = require('node:dgram').createSocket('udp6').bind(0, '::', () =>
          console.log(JSON.stringify([server.address().port, socket.address().port])))
      })`
      const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
      const [tcp, udp] = JSON.parse(line) as [number, number]
      expect(await findPortOwner('tcp', '127.0.0.1', tcp)).toMatchObject({
        pid: child.pid,
        name: expect.stringMatching(/\w/) as string,
      })
      expect(await findPortOwner('udp', '127.0.0.1', udp)).toMatchObject({ pid: child.pid })
      child.kill()
      await once(child, 'exit')
      expect(await findPortOwner('tcp', '127.0.0.1', tcp)).toBeNull()
    },
  )
})

const check = (kind: EndpointKind, input: OptionInput, running: Endpoint | null) =>
  checkEndpoint(kind, input, running, { secret: () => '', certificates: testCertificates })

describe('the check of options', () => {
  it('finds nothing wrong with the defaults of every kind', async () => {
    for (const kind of ['tcp-server', 'tcp-client', 'udp'] as const)
      expect(await check(kind, {}, null)).toEqual([])
  })

  it('offers a free port where the wanted one is in use, but not where the endpoint itself has it', async () => {
    const made = new EndpointUnderTest('tcp-server')
    await made.endpoint.start()
    const { port } = made.local
    const [found] = await check('tcp-server', { port }, null)
    expect(found).toMatchObject({ option: 'port', failure: { code: 'EADDRINUSE', details: { port } } })
    expect(await probeBind('tcp', '127.0.0.1', found?.suggestedPort ?? 0)).toBe(found?.suggestedPort)
    expect(await check('tcp-server', { port }, made.endpoint)).toEqual([])
    expect(codes(await check('tcp-client', { localAddress: '127.0.0.1', localPort: port }, null))).toEqual([
      ['localPort', 'EADDRINUSE'],
    ])
    await made.endpoint.stop()
  })

  it('names the option that is wrong', async () => {
    expect(codes(await check('tcp-server', { port: 70_000 }, null))).toEqual([['port', 'E_PORT_RANGE']])
    expect(codes(await check('tcp-client', { port: 0 }, null))).toEqual([['port', 'E_PORT_RANGE']])
    expect(codes(await check('udp', { address: 'home' }, null))).toEqual([['address', 'E_ADDRESS_INVALID']])
    expect(codes(await check('udp', { address: '192.0.2.77' }, null))).toEqual([['address', 'EADDRNOTAVAIL']])
    expect(codes(await check('tcp-server', { greet: '\\q', reply: '{{x}}' }, null))[0]).toEqual([
      'greet',
      'E_ESCAPE',
    ])
    expect(codes(await check('tcp-client', { host: '1.2.3' }, null))).toEqual([['host', 'E_ADDRESS_INVALID']])
    expect(codes(await check('tcp-client', { host: 'two words' }, null))).toEqual([['host', 'ENOTFOUND']])
    expect(codes(await check('tcp-client', { host: '::1', localAddress: '127.0.0.1' }, null))).toEqual([
      ['localAddress', 'E_ADDRESS_FAMILY'],
    ])
    const nowhere = await check('unix-server', { socketPath: '/no/such/folder/socket' }, null)
    expect(codes(nowhere)).toEqual([['socketPath', 'E_SOCKET_FOLDER']])
    const linkLocal = await check('tcp-server', { address: 'fe80::1' }, null)
    expect(codes(linkLocal)).toEqual([['address', 'E_ADDRESS_ZONE']])
    const groups = { groups: 'ff02::1@lo' }
    for (const options of [{ address: '127.0.0.1' }, { address: '::1', groups: '239.1.2.3@lo' }]) {
      expect(codes(await check('udp', { ...groups, ...options }, null))).toEqual([
        ['groups', 'E_ADDRESS_FAMILY'],
      ])
    }
    expect(await check('udp', { ...groups, address: '::' }, null)).toEqual([])
    for (const host of ['localhost', 'a-b.example.', 'bücher.example', '::1', 'fe80::1%eth0', '10.0.0.1']) {
      expect(await check('tcp-client', { host }, null), host).toEqual([])
    }
  })
})
