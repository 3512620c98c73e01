import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listenWithFullBacklog } from '../support/full-backlog'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: ShellDriver
const opened: (Server | Socket)[] = []

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new ShellDriver(page)
})
afterAll(() => workbench.stop())
afterEach(async () => {
  for (const one of opened.splice(0)) {
    if ('destroy' in one) one.destroy()
    else one.close()
  }
  if (await window.form.isVisible()) await window.closeForm()
})

async function listen(port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(port, '127.0.0.1')
  opened.push(server)
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const { server, port } = await listen()
  server.close()
  await once(server, 'close')
  return port
}

async function clientOf(port: number): Promise<Socket> {
  const client = connect({ port, host: '127.0.0.1' })
  client.on('error', () => undefined)
  opened.push(client)
  await once(client, 'connect')
  return client
}

describe('a client that cannot connect', () => {
  it('says that the name was not found, and what to do', async () => {
    await window.newEndpoint('TCP client', { Name: 'Lost', Host: 'no-such-host.invalid', Port: '9000' })
    // Where no name server answers at all, that is what is said.
    const words =
      /The name no-such-host\.invalid was not found\. Check the spelling|Looking up no-such-host\.invalid failed/
    const lost = window.endpoint('Lost')
    await lost.root.getByTestId('start-failure').filter({ hasText: words }).waitFor()
    await lost.row('could not connect').waitFor()
    await window.sidebarState('Lost', 'failed')
  })

  it('says that nothing listens there, and connects once something does', async () => {
    const port = await freePort()
    await window.newEndpoint('TCP client', { Name: 'Early', Host: '127.0.0.1', Port: String(port) })
    const words = `127.0.0.1 port ${port} refused: nothing listens there. Start the server`
    const early = window.endpoint('Early')
    await early.root.getByTestId('start-failure').filter({ hasText: words }).waitFor()
    await early.row('ECONNREFUSED').waitFor()

    const { server } = await listen(port)
    server.on('connection', (socket) => socket.write('at last'))
    await early.root.getByTestId('try-again').click()
    await early.row('at last').waitFor()
    await early.root.getByTestId('start-failure').waitFor({ state: 'detached' })
    await early.root.getByTestId('endpoint-stop').click()
    await window.sidebarState('Early', 'stopped')
  })

  it('says that there was no answer in time', async (test) => {
    const backlog = await listenWithFullBacklog()
    if (!backlog) return test.skip('only Linux drops what a full backlog has no place for')
    await window.newEndpoint('TCP client', {
      Name: 'Patient',
      Host: '127.0.0.1',
      Port: String(backlog.port),
      'Connect time-out': '300',
    })
    const words = `No answer from 127.0.0.1 port ${backlog.port} in time. Check the address and firewalls`
    const patient = window.endpoint('Patient')
    await patient.root.getByTestId('start-failure').filter({ hasText: words }).waitFor()
    await patient.row('ETIMEDOUT').waitFor()
    backlog.close()
  })
})

describe('a connection that breaks', () => {
  it('tells a client that the server reset it', async () => {
    const { server, port } = await listen()
    const accepted = once(server, 'connection')
    await window.newEndpoint('TCP client', { Name: 'Thrown', Host: '127.0.0.1', Port: String(port) })
    const thrown = window.endpoint('Thrown')
    await thrown.state.filter({ hasText: 'connected' }).waitFor()
    const [socket] = (await accepted) as [Socket]
    socket.resetAndDestroy()
    await thrown.row('ECONNRESET: the peer reset the connection').waitFor()
    await thrown.state.filter({ hasText: 'connected' }).waitFor({ state: 'detached' })
    await thrown.root.getByTestId('endpoint-start').waitFor()
    await thrown.root
      .getByTestId('start-failure')
      .filter({ hasText: 'The connection ended. The peer reset the connection.' })
      .waitFor()

    await thrown.root.getByTestId('peer-row').click()
    await thrown.root.getByTestId('peer-filter').waitFor()
    expect(await thrown.root.getByTestId('peer-reset').isDisabled()).toBe(true)
  })

  it('says how much did not leave when the peer goes in mid-send, and refuses more for one that is too slow', async () => {
    await window.newEndpoint('TCP server', { Name: 'Sender', Port: '0' })
    const sender = window.endpoint('Sender')
    const reader = await clientOf(await sender.port())
    reader.pause()
    await sender.root.getByText('1 connected').waitFor()
    await sender.compose('x'.repeat(1_000_000))
    await sender.byteCount.filter({ hasText: '1,000,000 bytes' }).waitFor()
    const report = sender.root.getByTestId('composer-report')
    const slow = report.filter({ hasText: 'reads too slowly' })
    for (let sendings = 1; sendings <= 40 && !(await slow.isVisible()); sendings += 1) {
      await page.keyboard.press('ControlOrMeta+Enter')
      await sender
        .row('xxxx')
        .nth(Math.min(sendings, 5) - 1)
        .or(slow)
        .first()
        .waitFor()
    }
    expect(await slow.innerText()).toMatch(
      /#1.*reads too slowly: [\d,]+ bytes wait already\. Nothing was sent/,
    )

    reader.resetAndDestroy()
    await sender.row('never left, from record').waitFor()
    expect(await sender.row('never left, from record').innerText()).toMatch(/[\d.]+ MB never left/)
    await sender.row('reset the connection').waitFor()
    await sender.peer(1).filter({ hasText: 'reset by peer' }).waitFor()
  })

  it('turns away clients beyond the limit, says so, and takes the next one when there is room', async () => {
    await window.newEndpoint('TCP server', { Name: 'Small', Port: '0', 'Limit on clients': '1' })
    const small = window.endpoint('Small')
    const port = await small.port()
    const first = await clientOf(port)
    await small.root.getByText('1 connected').waitFor()
    const second = await clientOf(port)
    await once(second.resume(), 'close')
    await small.row('the limit of 1 clients is reached').waitFor()
    first.destroy()
    await small.root.getByText('0 connected, 1 closed').waitFor()
    await clientOf(port)
    await small.row('accepted from').nth(1).waitFor()
  })
})

describe('an endpoint that does not start', () => {
  it('says why in its tab, offers a free port, and starts on it', async () => {
    const port = await freePort()
    await window.newEndpoint('TCP server', { Name: 'Late', Port: String(port) }, 'Create')
    const { server } = await listen(port)
    const late = window.endpoint('Late')
    await late.root.getByTestId('endpoint-start').click()
    const trouble = late.root.getByTestId('start-failure')
    await trouble.filter({ hasText: `Could not start. Port ${port} on 127.0.0.1 is in use` }).waitFor()
    await late.row('could not start: EADDRINUSE').waitFor()
    await window.sidebarState('Late', 'failed')
    expect(await page.getByTestId('toast').filter({ hasText: 'Late' }).count()).toBe(0)

    const offer = late.root.getByTestId('use-free-port')
    const offered = Number(/\d+/.exec(await offer.innerText())?.[0])
    expect(offered).not.toBe(port)
    await offer.click()
    expect(await late.port()).toBe(offered)
    await trouble.waitFor({ state: 'detached' })
    server.close()
  })

  it('starts on the same port when that is free again', async () => {
    const { server, port } = await listen()
    await window.newEndpoint('TCP server', { Name: 'Again', Port: String(port) }, 'Create')
    const again = window.endpoint('Again')
    await again.root.getByTestId('endpoint-start').click()
    await again.root.getByTestId('start-failure').waitFor()
    server.close()
    await once(server, 'close')
    await again.root.getByTestId('try-again').click()
    expect(await again.port()).toBe(port)
  })

  it('says it in a notice where its tab is closed', async () => {
    const { port } = await listen()
    await window.newEndpoint('UDP endpoint', { Name: 'Hidden', Port: '0' }, 'Create')
    await window.newEndpoint('TCP server', { Name: 'Unseen', Port: String(port) }, 'Create')
    await window.closeTab('Unseen')
    await window.endpointMenu('Unseen', 'Start')
    const notice = page
      .getByTestId('toast')
      .filter({ hasText: `Unseen: Port ${port} on 127.0.0.1 is in use` })
    await notice.getByRole('button', { name: 'Edit…' }).click()
    await page.getByRole('dialog', { name: 'Edit Unseen' }).waitFor()
    await window.problem('is in use').getByRole('button', { name: /^Use/ }).click()
    await window.form.getByRole('button', { name: 'Save and start' }).click()
    await window.sidebarState('Unseen', 'listening')
  })
})
