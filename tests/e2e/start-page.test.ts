import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('one click on a working pair', () => {
  it('echoes what the client sends, and shows it on both sides', async () => {
    await window.example('Echo server and client')
    const server = window.endpoint('Echo server')
    const client = window.endpoint('Echo client')
    await client.state.filter({ hasText: 'connected' }).waitFor()
    await server.root.getByText('1 connected').waitFor()

    await client.root.locator('.cm-editor.cm-focused').waitFor()
    await page.keyboard.press('ControlOrMeta+Enter')
    await client.row('hello').nth(1).waitFor()

    await client.send('ping 世界')
    await client.row('ping 世界').nth(1).waitFor()
    await server.row('ping 世界').nth(1).waitFor()
    expect(await client.rows.filter({ hasText: 'ping 世界' }).allInnerTexts()).toEqual([
      expect.stringMatching(/11/),
      expect.stringMatching(/11/),
    ])
  })

  it('sends datagrams both ways between two UDP endpoints', async () => {
    await window.openStartPage()
    await window.example('Pair of UDP endpoints')
    const one = window.endpoint('UDP one')
    const two = window.endpoint('UDP two')
    await one.state.filter({ hasText: 'bound' }).waitFor()
    await two.state.filter({ hasText: 'bound' }).waitFor()

    await one.send('from one')
    await two.row('from one').waitFor()
    await two.send('from two')
    await one.row('from two').waitFor()
  })

  it('answers an HTTP request written by hand, again on the same connection', async () => {
    await window.openStartPage()
    await window.example('HTTP by hand')
    const client = window.endpoint('HTTP by hand')
    await client.state.filter({ hasText: 'connected' }).waitFor()
    for (const count of [1, 2]) {
      await client.sendButton.click()
      await client
        .row('HTTP/1.1 200 OK')
        .nth(count - 1)
        .waitFor()
    }
    expect(await client.row('HTTP/1.1 200 OK').first().innerText()).toContain('Hello from Sockwright')
    await window.endpoint('HTTP server').row('GET / HTTP/1.1').first().waitFor()
  })

  it('takes ports that are free when the same pair is opened again', async () => {
    await window.openStartPage()
    await window.example('Echo server and client')
    await window.endpoint('Echo client 2').state.filter({ hasText: 'connected' }).waitFor()
    await window.endpoint('Echo client 2').send('once more')
    await window.endpoint('Echo server 2').row('once more').nth(1).waitFor()
    expect(await window.endpoint('Echo server').row('once more').count()).toBe(0)
  })
})

describe('the start page', () => {
  it.each([
    ['1', 'New TCP server'],
    ['2', 'New TCP client'],
    ['3', 'New UDP endpoint'],
  ])('opens the form of a kind with Ctrl+%s, and Escape leaves it', async (key, title) => {
    await window.openStartPage()
    await page.keyboard.press(`ControlOrMeta+${key}`)
    await page.getByRole('dialog', { name: title }).waitFor()
    await page.keyboard.press('Escape')
    await window.form.waitFor({ state: 'detached' })
  })

  it('opens the same forms by click, with settings that need no change', async () => {
    await window.openStartPage()
    await page.getByTestId('open-udp').click()
    await window.form.getByLabel('Name', { exact: true }).fill('Plain UDP')
    await window.form.getByRole('button', { name: 'Create and start' }).click()
    const plain = window.endpoint('Plain UDP')
    expect(await plain.port('bound')).toBeGreaterThan(0)
  })

  it('lists recent workspaces and goes on with one', async () => {
    await page.getByRole('tab', { name: 'Start' }).click()
    await page.getByTestId('recent-workspace').filter({ hasText: '9 endpoints, open now' }).waitFor()
    await window.command('Stop all endpoints')
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /listening|bound|connected$/ })
      .first()
      .waitFor({ state: 'detached' })
    await window.workspaceMenu('New workspace…')
    await window.form.getByLabel('Name', { exact: true }).fill('bench')
    await window.form.getByRole('button', { name: 'Create' }).click()
    await page.getByText('None yet. Make one with + New.').waitFor()

    const recent = page.getByTestId('recent-workspace')
    await recent.nth(1).waitFor()
    expect(await recent.allInnerTexts()).toEqual([
      expect.stringMatching(/bench\.sockwright\.json\s+0 endpoints, open now/),
      expect.stringMatching(/main\.sockwright\.json\s+9 endpoints, /),
    ])
    await recent.nth(1).click()
    await window.sidebarNode('UDP one').waitFor()
    await page.getByRole('button', { name: 'Workspace main' }).waitFor()
  })
})
