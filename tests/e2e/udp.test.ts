import { networkInterfaces } from 'node:os'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
const peers: UdpPeer[] = []

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
})
afterAll(async () => {
  for (const peer of peers) peer.close()
  await workbench.stop()
})

async function bindPeer(address?: string): Promise<UdpPeer> {
  const peer = await UdpPeer.bind(address)
  peers.push(peer)
  return peer
}

async function bound(
  name: string,
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<{ panel: EndpointPanel; port: number }> {
  await window.newEndpoint('UDP endpoint', { Name: name, Port: '0', ...options })
  const panel = window.endpoint(name)
  return { panel, port: await panel.port('bound') }
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)

describe('a UDP endpoint', () => {
  it('sends to an address typed in and replies to a chosen peer', async () => {
    const { panel, port } = await bound('Meter')
    const [one, two] = [await bindPeer(), await bindPeer()]

    const typed = one.next()
    await panel.targetAddress(`127.0.0.1:${one.port}`)
    await panel.send('ping\\r\\n')
    const got = await typed
    expect(got.bytes.toString()).toBe('ping\r\n')
    expect(got.from.port).toBe(port)
    await panel.root.getByTestId('composer-report').filter({ hasText: 'Sent 6 bytes to #1' }).waitFor()

    const nothing = one.next()
    await panel.compose('')
    expect(await panel.byteCount.innerText()).toBe('0 bytes')
    await panel.sendButton.click()
    expect((await nothing).bytes).toHaveLength(0)
    await panel.root.getByTestId('composer-report').filter({ hasText: 'Sent 0 bytes to #1' }).waitFor()

    two.send('from two', port)
    await panel.row('from two').waitFor()
    expect(await panel.cells(panel.row('from two'))).toMatchObject({ 3: '↓', 4: '#2', 5: '8', 6: 'from two' })
    await panel.row(`first datagram with 127.0.0.1:${two.port}`).waitFor()

    await panel.peer(2).click()
    const reply = two.next()
    await panel.send('only for two')
    expect((await reply).bytes.toString()).toBe('only for two')
    await expect.poll(() => panel.row('only for two').count()).toBe(1)
    expect(await panel.cells(panel.row('only for two'))).toMatchObject({ 3: '↑', 4: '#2' })
    await panel.peer(2).getByText('↓ 8 B ↑ 12 B').waitFor()

    const both = [one.next(), two.next()]
    await panel.target('all 2')
    await panel.send('for all')
    for (const { bytes } of await Promise.all(both)) expect(bytes.toString()).toBe('for all')
  })

  it('sends to a name, and says in place what is wrong with an address', async () => {
    const panel = await window.choose('Meter')
    const peer = await bindPeer()
    const got = peer.next()
    await panel.targetAddress(`localhost:${peer.port}`)
    await panel.send('by name')
    expect((await got).bytes.toString()).toBe('by name')

    const why = panel.root.getByTestId('composer-why')
    await panel.targetAddress('127.0.0.1:70000')
    await why.filter({ hasText: 'Write host:port' }).waitFor()
    expect(await panel.sendButton.isDisabled()).toBe(true)
    await panel.targetAddress('')
    await why.filter({ hasText: 'Say where to send' }).waitFor()
    await panel.targetAddress(`[::1]:${peer.port}`)
    await panel.send('wrong family')
    await panel.root.getByRole('alert').filter({ hasText: '::1 does not fit a socket bound to' }).waitFor()
    expect(await panel.row('wrong family').count()).toBe(0)
  })

  it('sends to its fixed remote without anybody being chosen', async () => {
    const peer = await bindPeer()
    const { panel } = await bound('Fixed', {
      'Fixed remote host': '127.0.0.1',
      'Remote port': String(peer.port),
    })
    await panel.root.getByTestId('composer-target').getByText(`127.0.0.1:${peer.port}`).waitFor()
    const got = peer.next()
    await panel.send('to the fixed one')
    expect((await got).bytes.toString()).toBe('to the fixed one')
  })

  it('refuses a datagram over the limit before sending, and says the limit', async () => {
    const { panel } = await bound('Long')
    const peer = await bindPeer()
    await panel.targetAddress(`127.0.0.1:${peer.port}`)
    await panel.send('x'.repeat(65_508))
    await panel.byteCount.filter({ hasText: '65,508 bytes' }).waitFor()
    await panel.root
      .getByRole('alert')
      .filter({ hasText: 'A datagram to 127.0.0.1 holds at most 65,507 bytes, this one has 65,508.' })
      .waitFor()

    const got = peer.next()
    await panel.send('y'.repeat(65_507))
    expect((await got).bytes.equals(Buffer.alloc(65_507, 'y'))).toBe(true)
    expect(await panel.row('xxx').count()).toBe(0)

    await panel.row('yyy').click()
    const dump = panel.root.getByTestId('hex-dump')
    await dump.focus()
    await page.keyboard.press('End')
    await dump.locator('.offset').getByText('0000ffe0').waitFor()
    await expect.poll(() => dump.locator('.chosen').allInnerTexts()).toEqual(['79', 'y'])
  })

  it('shows the receive buffer that the system granted', async () => {
    const { panel } = await bound('Buffer', { 'Receive buffer': '65536' })
    const shown = panel.root.getByTestId('receive-buffer')
    await shown.filter({ hasText: /^receive buffer 65\.5 KB$/ }).waitFor()
    await panel.row('receive buffer 65.5 KB').waitFor()

    await window.changeOptions('Buffer', { 'Receive buffer': '1073741824' }, 'Save and restart')
    await shown.filter({ hasText: /^receive buffer .+ of 1\.07 GB$/ }).waitFor()
    expect(await shown.getAttribute('title')).toMatch(/sysctl -w net\.core\.rmem_max=1073741824/)
  })
})

describe('broadcast', () => {
  it('is refused with the way out, and works when switched on', async (test) => {
    const { panel, port } = await bound('Broadcast', { Address: '0.0.0.0' })
    await panel.targetAddress(`127.255.255.255:${port}`)
    await panel.send('to everybody')
    await panel.root
      .getByRole('alert')
      .filter({
        hasText: /127\.255\.255\.255 is a broadcast address, and broadcast is off\..*Switch broadcast on/,
      })
      .waitFor()
    expect(await panel.row('to everybody').count()).toBe(0)

    await window.changeOptions('Broadcast', { Broadcast: true })
    await panel.send('to everybody')
    const report = panel.root.getByTestId('composer-report')
    await report.filter({ hasText: /Sent 12 bytes|not sent/ }).waitFor()
    if (!(await report.innerText()).startsWith('Sent'))
      test.skip('no broadcast on the loopback interface here')
    // Its own socket is one of those that are reached.
    await panel.rows.filter({ hasText: 'to everybody' }).filter({ hasText: '↓' }).waitFor()
  })
})

describe.skipIf(!hasIpv6)('IPv6 (skipped where the machine has no ::1)', () => {
  it('sends and receives, up to 65,527 bytes', async () => {
    const { panel, port } = await bound('Six', { Address: '::1' })
    expect(await panel.address.innerText()).toBe(`[::1]:${port}`)
    const peer = await bindPeer('::1')
    peer.send('hello six', port, '::1')
    await panel.row('hello six').waitFor()

    await panel.targetAddress(`[::1]:${peer.port}`)
    const got = peer.next()
    await panel.send('answer')
    expect((await got).bytes.toString()).toBe('answer')

    await panel.send('x'.repeat(65_528))
    await panel.root
      .getByRole('alert')
      .filter({ hasText: 'A datagram to ::1 holds at most 65,527 bytes, this one has 65,528.' })
      .waitFor()
  })

  it('knows an IPv4 address behind a mapped one, and its limit', async () => {
    const { panel } = await bound('Both', { Address: '::' })
    const peer = await bindPeer()
    await panel.targetAddress(`[::ffff:127.0.0.1]:${peer.port}`)
    const got = peer.next()
    await panel.send('mapped')
    expect((await got).bytes.toString()).toBe('mapped')
    await panel.send('x'.repeat(65_508))
    await panel.root
      .getByRole('alert')
      .filter({ hasText: /holds at most 65,507 bytes, this one has 65,508/ })
      .waitFor()
  })
})
