import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: ShellDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new ShellDriver(page)
})
afterAll(() => workbench.stop())
/** What one test leaves open is not in the way of the next. */
afterEach(async () => {
  if (await window.form.isVisible()) await window.closeForm()
})

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

describe('what is wrong is said in place', () => {
  it('names who uses a port, offers a free one, and starts on it', async () => {
    const { server, port } = await listening()
    await window.openForm('TCP server')
    await window.fillForm({ Name: 'Taken', Port: String(port) })
    const problem = window.form.getByRole('alert')
    await problem.filter({ hasText: `Port ${port} on 127.0.0.1 is in use` }).waitFor()
    if (process.platform === 'linux') {
      expect(await problem.innerText()).toMatch(new RegExp(`pid ${process.pid}`))
    }
    await problem.getByRole('button', { name: /^Use \d+$/ }).click()
    const offered = Number(await window.form.getByLabel('Port', { exact: true }).inputValue())
    expect(offered).not.toBe(port)
    await problem.waitFor({ state: 'detached' })
    await window.form.getByRole('button', { name: 'Create and start' }).click()
    expect(await window.endpoint('Taken').port()).toBe(offered)
    server.close()
  })

  it('creates the endpoint all the same where one insists, and its tab says why it did not start, with the way out', async () => {
    const { server, port } = await listening()
    await window.newEndpoint('TCP server', { Name: 'Insistent', Port: String(port) })
    await window.form.waitFor({ state: 'detached' })
    const insistent = window.endpoint('Insistent')
    const trouble = insistent.root.getByTestId('start-failure')
    await trouble.filter({ hasText: `Could not start. Port ${port} on 127.0.0.1 is in use` }).waitFor()
    await trouble.getByTestId('use-free-port').click()
    await trouble.waitFor({ state: 'detached' })
    expect(await insistent.port()).not.toBe(port)
    expect(await window.sidebarNode('Insistent').count()).toBe(1)
    server.close()
  })

  it.each([
    ['TCP server', 'Port', '65536', '65536 is not a port. Ports are whole numbers from 0 to 65535.'],
    ['TCP client', 'Port', '0', '0 is not a port. Ports are whole numbers from 1 to 65535.'],
    ['TCP server', 'Port', '80a', 'Enter a whole number.'],
    ['TCP server', 'Backlog', '0', 'This value does not fit'],
    ['UDP endpoint', 'Receive buffer', '1', 'This value does not fit'],
    ['TCP client', 'Host', '', 'This value does not fit'],
  ] as const)('refuses a %s whose %s is “%s”', async (kind, field, value, message) => {
    await window.openForm(kind)
    await window.fillForm({ [field]: value })
    await window.problem(message).waitFor()
    expect(await window.field(field).getAttribute('aria-invalid')).toBe('true')
    expect(await window.form.getByTestId('form-start').isDisabled()).toBe(true)
    await window.closeForm()
  })

  it.each([
    [
      'TCP server',
      'Address',
      '203.0.113.7',
      '203.0.113.7 is not an address of this machine.',
      'Use 127.0.0.1',
    ],
    ['UDP endpoint', 'Address', '2001:db8::7', '2001:db8::7 is not an address of this machine.', 'Use ::1'],
  ] as const)(
    'offers a %s an address of this machine for %s %s',
    async (kind, field, value, message, remedy) => {
      await window.openForm(kind)
      await window.fillForm({ [field]: value })
      const problem = window.problem(message)
      await problem.getByRole('button', { name: remedy }).click()
      expect(`Use ${await window.field(field).inputValue()}`).toBe(remedy)
      await problem.waitFor({ state: 'detached' })
      await window.closeForm()
    },
  )

  it('refuses what is no address to bind to', async () => {
    await window.openForm('TCP server')
    await window.fillForm({ Address: 'gateway.example' })
    await window.problem('gateway.example is not an IP address. Write it like 192.168.1.10').waitFor()
    await window.closeForm()
  })

  it('opens the group of options in which something is wrong, and says so of an empty name', async () => {
    await window.openForm('TCP client')
    await window.fillForm({ Name: '', Reconnect: true, 'First wait': '5' })
    await window.problem('A name has 1 to 80 characters.').waitFor()
    await window.problem('100 to 600,000 ms').waitFor()
    await window.closeForm()
  })
})

describe('an endpoint in the sidebar', () => {
  beforeAll(() => window.newEndpoint('TCP server', { Name: 'Bench', Port: '0', Echo: true }, 'Create'))

  it('starts and stops from its menu', async () => {
    await window.endpointMenu('Bench', 'Start')
    const port = await window.endpoint('Bench').port()
    expect(await window.sidebarNode('Bench').getAttribute('aria-label')).toContain(`:${port}`)
    await window.endpointMenu('Bench', 'Stop')
    await window.sidebarState('Bench', 'stopped')
  })

  it('is renamed with F2, everywhere at once', async () => {
    await window.sidebarNode('Bench').focus()
    await page.keyboard.press('F2')
    await window.form.waitFor()
    await page.keyboard.type('Test bench')
    await page.keyboard.press('Enter')
    await window.sidebarNode('Test bench').waitFor()
    await page.getByRole('tab', { name: /^Test bench/ }).waitFor()
    await window.form.waitFor({ state: 'detached' })
  })

  it('is duplicated with all its options, under a name of its own', async () => {
    await window.endpointMenu('Test bench', 'Duplicate')
    const copy = window.endpoint('Test bench 2')
    await copy.root.waitFor()
    await window.endpointMenu('Test bench 2', 'Edit…')
    expect(await (await window.shownField('Echo')).getAttribute('aria-checked')).toBe('true')
    await window.closeForm()
  })

  it('is deleted at once, and comes back with its tab by Undo or Ctrl+Z', async () => {
    await window.endpointMenu('Test bench 2', 'Delete')
    await window.sidebarNode('Test bench 2').waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: /^Test bench 2/ }).waitFor({ state: 'detached' })
    await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
    await window.sidebarNode('Test bench 2').waitFor()
    await page.getByRole('tab', { name: /^Test bench 2/ }).waitFor()

    await window.sidebarNode('Test bench 2').focus()
    await page.keyboard.press('Delete')
    await window.sidebarNode('Test bench 2').waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+z')
    await window.sidebarNode('Test bench 2').waitFor()
  })

  it('comes back by Ctrl+Z in the composer too, as nothing was typed there since', async () => {
    await window.endpointMenu('Test bench 2', 'Delete')
    await window.sidebarNode('Test bench 2').waitFor({ state: 'detached' })
    await window.choose('Test bench')
    await window.endpoint('Test bench').root.locator('.cm-content').first().click()
    await page.keyboard.press('ControlOrMeta+z')
    await window.sidebarNode('Test bench 2').waitFor()
  })

  it('takes back two deletes, the later one first', async () => {
    await window.endpointMenu('Test bench 2', 'Delete')
    await window.sidebarNode('Test bench 2').waitFor({ state: 'detached' })
    await window.endpointMenu('Test bench', 'Delete')
    await window.sidebarNode('Test bench').waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+z')
    await window.sidebarNode('Test bench').waitFor()
    await page.keyboard.press('ControlOrMeta+z')
    await window.sidebarNode('Test bench 2').waitFor()
  })

  it('is still what it was when it is deleted while it runs and taken back', async () => {
    await window.endpointMenu('Test bench', 'Start')
    await window.choose('Test bench')
    await window.endpoint('Test bench').port()
    await window.endpointMenu('Test bench', 'Delete')
    await window.sidebarNode('Test bench').waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+z')
    await window.sidebarState('Test bench', 'stopped')
    await window.endpointMenu('Test bench', 'Start')
    await window.choose('Test bench')
    await window.endpoint('Test bench').port()
  })
})

describe('editing', () => {
  it('changes a live option while the endpoint runs, and says which changes wait for a restart', async () => {
    const port = await newRunning('Live')
    await window.endpointMenu('Live', 'Edit…')
    await window.form.getByText('This endpoint runs').waitFor()
    await window.fillForm({ Greeting: 'welcome\\n' })
    await window.form.getByRole('button', { name: 'Save', exact: true }).click()
    await window.form.waitFor({ state: 'detached' })
    await window.newEndpoint('TCP client', { Name: 'Guest', Host: '127.0.0.1', Port: String(port) })
    await window.endpoint('Guest').row('welcome').waitFor()

    await window.endpointMenu('Live', 'Edit…')
    await window.fillForm({ Backlog: '7' })
    await window.form.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('toast').filter({ hasText: 'take effect at the next start' }).waitFor()
    await window.choose('Live')
    await window.endpoint('Live').root.getByText('1 connected').waitFor()
  })

  it('restarts where one asks for it', async () => {
    const other = await listening()
    other.server.close()
    await once(other.server, 'close')
    await window.endpointMenu('Live', 'Edit…')
    await window.fillForm({ Port: String(other.port) })
    await window.form.getByRole('button', { name: 'Save and restart' }).click()
    await window.form.waitFor({ state: 'detached' })
    const live = await window.choose('Live')
    await live.address.filter({ hasText: `:${other.port}` }).waitFor()
    expect(await live.port()).toBe(other.port)
  })

  async function newRunning(name: string): Promise<number> {
    await window.newEndpoint('TCP server', { Name: name, Port: '0' })
    return window.endpoint(name).port()
  }
})

describe('by keyboard alone', () => {
  it('opens the form, fills it in, sees what is wrong, takes the remedy and starts', async () => {
    const { server, port } = await listening()
    await page.keyboard.press('ControlOrMeta+1')
    await window.form.waitFor()
    await page.keyboard.type('Typed')
    await tabTo('Port')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(String(port))
    await window.problem('is in use').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await window.form.getByRole('alert').waitFor({ state: 'detached' })
    await tabTo('Messages')
    await page.keyboard.press('Enter')
    await tabTo('Longest message')
    await tabTo('Find an option')
    await page.keyboard.type('--linger')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByTestId('find-option').getByRole('textbox').inputValue()).toBe('')
    await page.keyboard.type('--echo')
    await page.keyboard.press('Enter')
    await tabTo('Echo')
    await page.keyboard.press('Space')
    await page.keyboard.press('ControlOrMeta+Enter')
    await window.form.waitFor({ state: 'detached' })
    const typed = window.endpoint('Typed')
    expect(await typed.port()).not.toBe(port)
    server.close()
  })

  it('goes on in the new tab, from the composer round to it again with F6', async () => {
    const focused = (selector: string) => page.locator(`${selector}:focus`).waitFor()
    await focused('[data-testid=composer-input]')
    for (const stop of ['endpoint-node', 'endpoint-stop']) {
      await page.keyboard.press('F6')
      await focused(`[data-testid^=${stop}]`)
    }
    await page.keyboard.press('F6')
    await focused('[role=listbox]')
    await page.keyboard.press('F6')
    await focused('[data-testid=log-filter]')
    await page.keyboard.press('F6')
    await focused('[role=grid]')
    await page.keyboard.press('F6')
    await focused('[data-testid=composer-input]')
    await page.keyboard.press('Shift+F6')
    await focused('[role=grid]')
  })

  it('stays in the tab in front when another is left or closed', async () => {
    await page.keyboard.press('Alt+PageUp')
    await window.endpoint('Typed').root.waitFor({ state: 'hidden' })
    await page.keyboard.press('Alt+PageDown')
    await page.locator('[data-testid=composer-input]:focus').waitFor()
  })

  /** Presses Tab until the control of that name has the focus. */
  async function tabTo(name: string): Promise<void> {
    const wanted = window.form
      .getByLabel(name, { exact: true })
      .or(window.form.getByRole('button', { name }))
      .first()
    for (let presses = 0; presses < 30; presses += 1) {
      if (await wanted.and(window.form.locator(':focus')).isVisible()) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${name}.`)
  }
})
