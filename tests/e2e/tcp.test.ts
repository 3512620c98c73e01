import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import process from 'node:process'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WindowDriver } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
})
afterAll(() => workbench.stop())

async function clientOf(port: number): Promise<Socket> {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(client, 'connect')
  return client
}

describe('a TCP server', () => {
  it('picks a port for 0, shows it, and numbers its clients', async () => {
    await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
    const gateway = window.endpoint('Gateway')
    const port = await gateway.port()
    const first = await clientOf(port)
    const second = await clientOf(port)
    await gateway.root.getByText('2 connected').waitFor()
    await gateway.row('accepted from').nth(1).waitFor()
    expect(await gateway.row('accepted from').nth(1).innerText()).toContain('#2')

    first.write('hello 世界\r\n')
    await gateway.row('hello 世界').waitFor()
    expect(await gateway.row('hello 世界').innerText()).toMatch(/#1[\s\S]*14[\s\S]*hello 世界\\r\\n/)

    await gateway.root.getByTestId('peer-row').filter({ hasText: '#2' }).click()
    const got = once(second, 'data')
    await gateway.send('only two\\n')
    expect(String((await got)[0])).toBe('only two\n')
    await gateway.row('only two').waitFor()

    const ended = once(second.resume(), 'end')
    await gateway.root.getByRole('button', { name: 'Half-close' }).click()
    await ended
    await gateway.row('we ended').or(gateway.row('FIN')).first().waitFor()

    await gateway.root.getByRole('button', { name: 'Reset' }).click()
    await gateway.root.getByText('1 connected').waitFor()
    // Node does not read after an end: only a write meets the reset.
    const failed = once(second, 'error')
    second.write('still there?')
    expect((await failed)[0]).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) })

    first.resetAndDestroy()
    await gateway.row('reset').last().waitFor()
    await gateway.root.getByTestId('endpoint-stop').click()
    await gateway.state.filter({ hasText: 'stopped' }).waitFor()
  })

  it.skipIf(process.platform !== 'linux')(
    'shows the state of TCP of each peer beside it, as the system tells (Linux)',
    async () => {
      const fields = { Name: 'States', Port: '0', 'Answer a half-close': false }
      await window.newEndpoint('TCP server', fields)
      const states = window.endpoint('States')
      const port = await states.port()
      const [open, ended] = [await clientOf(port), await clientOf(port)]
      const stateOf = (peer: number) => states.peer(peer).getByTestId('peer-tcp-state')
      await stateOf(1).filter({ hasText: 'ESTAB' }).waitFor()
      ended.end()
      await stateOf(2).filter({ hasText: 'CLOSE_WAIT' }).waitFor()
      await expect.poll(() => states.peer(2).getAttribute('title')).toContain('half-closed by peer')
      await states.root.getByTestId('endpoint-stop').click()
      await stateOf(1).waitFor({ state: 'detached' })
      for (const client of [open, ended]) client.destroy()
    },
  )
})

describe('a TCP client', () => {
  it('connects, counts down to the next attempt, and connects at once when told to', async () => {
    const server = createServer((socket) => socket.end('welcome'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await window.newEndpoint('TCP client', {
      Name: 'Device',
      Host: '127.0.0.1',
      Port: String(port),
      Reconnect: true,
      'First wait': '60000',
    })
    const device = window.endpoint('Device')
    await device.row('welcome').waitFor()
    await device.state.filter({ hasText: /retry in|reconnect/i }).waitFor()
    await device.root.getByTestId('connect-now').click()
    await device.row('welcome').nth(1).waitFor()
    await device.root.getByTestId('endpoint-stop').click()
    await device.state.filter({ hasText: 'stopped' }).waitFor()
    server.close()
  })

  it('says why it could not connect, and what to do', async () => {
    await window.newEndpoint('TCP client', { Name: 'Nobody', Host: '127.0.0.1', Port: '1' })
    await page
      .getByText(/refused: nothing listens there/)
      .first()
      .waitFor()
  })
})
