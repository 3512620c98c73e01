import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
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

/** A server of the test that takes connections one by one and leaves their ends to the test. */
async function rawServer(): Promise<{ server: Server; port: number; next: () => Promise<Socket> }> {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const next = async () => ((await once(server, 'connection')) as [Socket])[0]
  return { server, port: (server.address() as AddressInfo).port, next }
}

/** All that comes until the other side ends. */
async function textUntilEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function text(socket: Socket): Promise<string> {
  return String((await once(socket, 'data'))[0])
}

describe('a TCP server', () => {
  it('sends to one client, to several, and to all', async () => {
    await window.newEndpoint('TCP server', { Name: 'Several', Port: '0' })
    const several = window.endpoint('Several')
    const port = await several.port()
    const clients = [await clientOf(port), await clientOf(port), await clientOf(port)]
    const got = clients.map(() => '')
    clients.forEach((client, index) => client.on('data', (bytes) => (got[index] += String(bytes))))
    await several.peer(3).waitFor()

    await several.send('all;')
    await expect.poll(() => got).toEqual(['all;', 'all;', 'all;'])

    await several.peer(2).click()
    await several.send('one;')
    await expect.poll(() => got).toEqual(['all;', 'all;one;', 'all;'])

    await several.peer(3).click({ modifiers: ['ControlOrMeta'] })
    await several.root.getByTestId('composer-target').getByText('2 chosen peers').waitFor()
    await several.send('two;')
    await expect.poll(() => got).toEqual(['all;', 'all;one;two;', 'all;two;'])
    await several.root.getByTestId('composer-report').getByText('Sent 4 bytes to 2 peers').waitFor()

    await several.target('all 3')
    await several.send('again')
    await expect.poll(() => got).toEqual(['all;again', 'all;one;two;again', 'all;two;again'])
    for (const client of clients) client.destroy()
  })

  it('turns clients away beyond its limit, also one that was set while it runs', async () => {
    await window.newEndpoint('TCP server', { Name: 'Limited', Port: '0', 'Limit on clients': '1' })
    const limited = window.endpoint('Limited')
    const port = await limited.port()
    const first = await clientOf(port)
    await limited.peer(1).waitFor()
    const second = await clientOf(port)
    await once(second.resume(), 'end')
    second.destroy()
    await limited.row('the limit of 1 clients is reached').waitFor()
    await limited.root.getByTestId('peer-summary').filter({ hasText: '1 connected' }).waitFor()

    await window.changeOptions('Limited', { 'Limit on clients': '2' })
    const third = await clientOf(port)
    await limited.peer(2).waitFor()
    third.write('in after all')
    await limited.row('in after all').waitFor()
    first.destroy()
    third.destroy()
  })

  it('tells how many bytes have come that are no whole message', async () => {
    await window.newEndpoint('TCP server', { Name: 'Framed', Port: '0', Framing: 'line (LF, CR LF)' })
    const framed = window.endpoint('Framed')
    const client = await clientOf(await framed.port())
    client.write('whole\npart')
    await framed.root.getByTestId('records').filter({ hasText: '1+ 4 B unfinished' }).waitFor()
    client.write('\n')
    await framed.root.getByTestId('records').filter({ hasText: '2records' }).waitFor()
    client.destroy()
  })

  it('leaves a half-closed connection open for sending where that is switched off', async () => {
    await window.newEndpoint('TCP server', { Name: 'Patient', Port: '0', 'Answer a half-close': false })
    const patient = window.endpoint('Patient')
    const client = await clientOf(await patient.port())
    client.end('question')
    await patient.row('question').waitFor()
    await patient.row('FIN received').waitFor()
    await patient.peer(1).getByText('half-closed by peer').waitFor()

    await patient.peer(1).click()
    const answer = textUntilEnd(client)
    await patient.send('late answer')
    await patient.row('late answer').waitFor()
    await patient.root.getByRole('button', { name: 'Half-close' }).click()
    expect(await answer).toBe('late answer')
    await patient.row('the peer closed').or(patient.row('closed from here')).first().waitFor()
  })

  it('answers a half-close with its own by default', async () => {
    await window.newEndpoint('TCP server', { Name: 'Polite', Port: '0' })
    const polite = window.endpoint('Polite')
    const client = await clientOf(await polite.port())
    const ended = once(client.resume(), 'end')
    client.end('bye')
    await ended
    await polite.row('FIN sent').waitFor()
    await polite.root.getByTestId('peer-summary').filter({ hasText: '0 connected, 1 closed' }).waitFor()
  })

  it('takes changes of no-delay and keep-alive while connected', async (test) => {
    await window.newEndpoint('TCP server', { Name: 'Live', Port: '0', 'No delay': true })
    const live = window.endpoint('Live')
    const port = await live.port()
    const client = await clientOf(port)
    await live.peer(1).waitFor()
    await window.changeOptions('Live', { 'No delay': false, 'Keep-alive': true, 'Keep-alive after': '5000' })

    client.write('still here')
    await live.row('still here').waitFor()
    expect(await live.peer(1).getAttribute('data-state')).toBe('open')
    expect(await live.state.innerText()).toBe('listening')
    client.removeAllListeners('data')

    await live.root.getByRole('button', { name: 'Options' }).click()
    await window.form.getByTestId('group-Socket options').click()
    expect(await window.form.getByLabel('No delay').getAttribute('aria-checked')).toBe('false')
    expect(await window.form.getByLabel('Keep-alive', { exact: true }).getAttribute('aria-checked')).toBe(
      'true',
    )
    await page.keyboard.press('Escape')
    if (!existsSync('/proc/net/tcp')) test.skip('the system does not tell the timers of a socket')
    await expect.poll(() => hasKeepAliveTimer(port, client.localPort!)).toBe(true)
    client.destroy()
  })
})

/** proc(5): a line of /proc/net/tcp has both addresses in hex; timer 02 is that of keep-alive. */
function hasKeepAliveTimer(localPort: number, remotePort: number): boolean {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const pattern = new RegExp(`:${hex(localPort)} \\w+:${hex(remotePort)} \\w+ \\w+:\\w+ 02:`)
  return pattern.test(readFileSync('/proc/net/tcp', 'utf8'))
}

describe('a TCP client', () => {
  it('half-closes, reads on, and closes', async () => {
    const { server, port, next } = await rawServer()
    const accepted = next()
    await window.newEndpoint('TCP client', { Name: 'Ender', Port: String(port) })
    const ender = window.endpoint('Ender')
    const socket = await accepted
    await ender.state.filter({ hasText: 'connected' }).waitFor()
    const got = text(socket)
    await ender.send('hello')
    expect(await got).toBe('hello')

    await ender.peer(1).click()
    const ended = once(socket.resume(), 'end')
    await ender.root.getByRole('button', { name: 'Half-close' }).click()
    await ended
    await ender.row('FIN sent').waitFor()
    await ender.peer(1).getByText('half-closed here').waitFor()
    await ender.send('too late')
    await ender.root
      .getByTestId('composer-report')
      .filter({ hasText: 'already closed for sending' })
      .waitFor()

    socket.write('you can still read')
    await ender.row('you can still read').waitFor()
    const closed = once(socket, 'close')
    await ender.root.getByTestId('peer-close').click()
    await ender.row('closed from here').waitFor()
    socket.destroy()
    await closed
    server.close()
  })

  it('resets, as the other side sees', async () => {
    const { server, port, next } = await rawServer()
    const accepted = next()
    await window.newEndpoint('TCP client', { Name: 'Resetter', Port: String(port) })
    const resetter = window.endpoint('Resetter')
    const socket = await accepted
    const failed = once(socket.resume(), 'error')
    await resetter.peer(1).click()
    await resetter.root.getByRole('button', { name: 'Reset' }).click()
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
    await resetter.row('reset from here').waitFor()
    server.close()
  })

  it('connects from the local port asked for, and shows a reset of the server', async () => {
    const { server, port, next } = await rawServer()
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const localPort = (free.address() as AddressInfo).port
    await new Promise((resolve) => free.close(resolve))
    const accepted = next()
    await window.newEndpoint('TCP client', {
      Name: 'From',
      Port: String(port),
      'Local address': '127.0.0.1',
      'Local port': String(localPort),
    })
    const socket = await accepted
    expect(socket.remotePort).toBe(localPort)
    const from = window.endpoint('From')
    await from.row(`from 127.0.0.1:${localPort}`).waitFor()
    socket.resetAndDestroy()
    await from.row('ECONNRESET: the peer reset the connection').waitFor()
    server.close()
  })
})
