import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: ShellDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open({ size: 'small' })
  window = new ShellDriver(page)
})
afterAll(() => workbench.stop())

describe('the page of the network', () => {
  it('opens by the palette and shows addresses, ports with their process, and what sockets can do', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await window.command('Network of this machine')
    const network = page.getByTestId('network-page')
    await network.getByTestId('interfaces').getByText('127.0.0.1').waitFor()
    await network.getByLabel('Find a port, address or process').fill(String(port))
    if (process.platform === 'linux') {
      await network.getByTestId(`port-tcp-${port}`).getByText(`pid ${process.pid}`).waitFor()
    }
    await network.getByTestId('socket-options').getByText('SO_SNDBUF').waitFor()
    expect(await layoutFaults(page)).toEqual([])

    await network.getByTestId('reach-check').getByLabel('Port').fill(String(port))
    await network.getByRole('button', { name: 'Connect once' }).click()
    await network.getByTestId('reach-answer').getByText('127.0.0.1 answered in').waitFor()
    await network.getByTestId('port-check').getByLabel('Port').fill(String(port))
    await network.getByRole('button', { name: 'Check', exact: true }).click()
    await network.getByTestId('port-answer').getByText(`Port ${port} on 127.0.0.1 is in use`).waitFor()
    server.close()
    await once(server, 'close')
    await network.getByRole('button', { name: 'Connect once' }).click()
    await network.getByTestId('reach-answer').getByText('ECONNREFUSED').waitFor()
    await network.getByRole('button', { name: 'Resolve' }).click()
    await network.getByTestId('name-answer').getByText('127.0.0.1').waitFor()
  })

  it.skipIf(process.platform !== 'linux')(
    'knows a port that was taken while another page was in front',
    async () => {
      await window.openStartPage()
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      await window.tab('Network').click()
      const network = page.getByTestId('network-page')
      await network.getByLabel('Find a port, address or process').fill(String(port))
      await network.getByTestId(`port-tcp-${port}`).waitFor()
      server.close()
      await once(server, 'close')
    },
  )

  it('begins a new endpoint at an address of its list', async () => {
    await page.getByTestId('open-network').click()
    await page.getByRole('button', { name: 'Use for… 127.0.0.1' }).click()
    await page.getByRole('menuitem', { name: 'a UDP endpoint' }).click()
    await window.form.getByText('New UDP endpoint').waitFor()
    expect(await window.field('Address').inputValue()).toBe('127.0.0.1')
    await window.closeForm()
  })
})

describe('the form of a UDP endpoint', () => {
  it('joins groups, says what is no group, and leaves them while it runs', async () => {
    await window.openForm('UDP endpoint')
    await window.fillForm({ Name: 'Groups', Address: '0.0.0.0' })
    await window.form.getByTestId('group-Multicast').click()
    await window.form.getByTestId('add-group').click()
    await page.keyboard.type('10.1.2.3')
    await window.problem('10.1.2.3 is no group').waitFor()
    await window.form.getByTestId('group-row-0').getByLabel('Group', { exact: true }).fill('239.1.2.3')
    await window.form.getByTestId('group-row-0').getByLabel('Interface', { exact: true }).fill('none7')
    await window.problem('No interface none7').waitFor()
    await window.form.getByTestId('group-row-0').getByLabel('Interface', { exact: true }).fill('127.0.0.1')
    await window.problem('No interface').waitFor({ state: 'detached' })
    await window.form.getByTestId('form-start').click()
    const endpoint = window.endpoint('Groups')
    await endpoint.root.getByTestId('endpoint-groups').getByText('Groups: 1').waitFor()
    await endpoint.root.getByTestId('endpoint-groups').click()
    await window.form.getByTestId('group-Multicast').click()
    await window.form.getByRole('button', { name: 'Remove 239.1.2.3' }).click()
    await window.form.getByTestId('form-save').click()
    await window.form.waitFor({ state: 'detached' })
    await endpoint.root.getByTestId('endpoint-groups').waitFor({ state: 'detached' })
    await endpoint.root.getByText('left the group 239.1.2.3@127.0.0.1').waitFor()
  })

  it('disables what this runtime lacks, with the reason', async () => {
    await window.openForm('TCP server')
    await window.form.getByTestId('group-Socket options').click()
    await window.form.getByTestId('absent-options').getByText('SO_RCVBUF').waitFor()
    const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]
    if (major < 22 || (major === 22 && minor < 12)) {
      const reusePort = window.form.getByTestId('option-reusePort')
      await reusePort.getByText('It needs Node 22.12 or later').waitFor()
      expect(await reusePort.getByRole('switch').isDisabled()).toBe(true)
    }
    await window.closeForm()
  })
})
