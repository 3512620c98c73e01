import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench, windowSizes } from './workbench'

let workbench: Workbench
let page: Page
let panel: EndpointPanel
let view: Locator
const clients: Socket[] = []
/** A thread has to start, or its deadline to pass. */
const patience = { timeout: 15_000 }

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  panel = window.endpoint('Gateway')
  await panel.port()
  await panel.root.getByTestId('tab-view').getByRole('radio', { name: 'Script' }).click()
  view = panel.root.getByTestId('script-view')
})
afterAll(async () => {
  clients.forEach((client) => client.destroy())
  await workbench.stop()
})

async function answer(text: string): Promise<string> {
  const socket = connect({ port: await panel.port(), host: '127.0.0.1' })
  clients.push(socket)
  socket.write(text)
  return String(((await once(socket, 'data')) as [Buffer])[0])
}

async function write(source: string): Promise<void> {
  await view.getByTestId('script-input').fill(source)
}

const state = (words: string) =>
  expect.poll(() => view.getByTestId('script-state').innerText(), patience).toBe(words)

describe('the script of an endpoint', () => {
  it('begins with an example, and answers once it is applied', async () => {
    await view.getByTestId('script-examples').click()
    await page.getByRole('menuitem', { name: /Upper-case echo/ }).click()
    await state('no script · not applied yet')
    await view.getByTestId('script-apply').click()
    await state('running')
    expect(await answer('hello')).toBe('HELLO')
  })

  it('is marked in place where it cannot be read', async () => {
    await write('function onMessage(peer) {\n  let 1\n}')
    await expect
      .poll(() => view.getByTestId('script-failure').innerText(), patience)
      .toContain('line 2, column 7')
    expect(await view.locator('.cm-lintRange-error').count()).toBe(1)
  })

  it('completes names with their types', async () => {
    await write('function onMessage(peer, message) {\n')
    await view.getByTestId('script-input').press('Control+End')
    await page.keyboard.type('peer.se')
    await expect
      .poll(() => page.locator('.cm-tooltip-autocomplete li').first().innerText())
      .toContain('send(...parts')
    await page.keyboard.press('Enter')
    await page.keyboard.type("('x')}")
    await expect.poll(() => view.getByTestId('script-failure').count(), patience).toBe(0)
  })

  it('tells in its console what it logs, and where it was stopped, while the endpoint goes on', async () => {
    await write("function onMessage(peer, message) {\n  log('got', message.length)\n  while (true) {}\n}")
    await view.getByTestId('script-input').press('Control+s')
    await state('running')
    const socket = connect({ port: await panel.port(), host: '127.0.0.1' })
    clients.push(socket)
    socket.write('hello')
    await state('stopped')
    const told = await view.getByTestId('script-console').innerText()
    expect(told).toContain('got 5')
    expect(told).toContain('line 3, column 3')
    expect(await panel.root.getByTestId('script-failure').innerText()).toContain('stopped')
  })

  it('clips nothing at any size', async () => {
    await page.setViewportSize(windowSizes.small)
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize(windowSizes.desktop)
    expect(await layoutFaults(page)).toEqual([])
  })
})
