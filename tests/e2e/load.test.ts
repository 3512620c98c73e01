import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { Workbench, windowSizes } from './workbench'

let workbench: Workbench
let page: Page
let load: Locator
let target: Server
const sockets = new Set<Socket>()
/** A thread has to start, and a second to pass. */
const patience = { timeout: 15_000 }

beforeAll(async () => {
  target = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  target.listen(0, '127.0.0.1')
  await once(target, 'listening')
  workbench = await Workbench.start()
  page = await workbench.open()
  await page.getByTestId('open-load').click()
  load = page.getByTestId('load-panel')
})
afterAll(async () => {
  sockets.forEach((socket) => socket.destroy())
  target.close()
  await workbench.stop()
})

const field = (label: string) => load.getByLabel(label, { exact: true })
const start = () => load.getByTestId('load-start')
const state = () => load.getByTestId('load-state').innerText()

describe('the load page', () => {
  it('starts a load, shows its figures as they come, and stops it with every socket closed', async () => {
    await field('Port').fill(String((target.address() as AddressInfo).port))
    await field('For at most').fill('60')
    await start().click()
    await expect.poll(state, patience).toContain('10 connected')
    await load.getByText('p99.9', { exact: true }).waitFor()
    expect(await field('Port').isDisabled()).toBe(true)
    await load.getByTestId('load-stop').click()
    await expect.poll(state, patience).toBe('stopped')
    await expect.poll(() => sockets.size, patience).toBe(0)
  })

  it('saves its report', async () => {
    await load.getByTestId('load-report').click()
    const downloads = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Save as HTML page' }).click()
    const download = await downloads
    expect(download.suggestedFilename()).toMatch(/\.html$/)
    expect(await readFile(await download.path(), 'utf8')).toContain('Messages sent')
  })

  it('says in place what is wrong', async () => {
    await field('Clients').fill('0')
    await load.getByText('From 1 to 10000.').waitFor()
    expect(await start().isDisabled()).toBe(true)
    await field('Clients').fill('3')
    await field('Message').fill('{{nothing}}')
    await load.getByText(/nothing, does not exist/).waitFor()
    expect(await start().isDisabled()).toBe(true)
    await field('Message').fill('ping')
  })

  it('asks before it goes to others', async () => {
    await field('Host').fill('203.0.113.9')
    await start().click()
    expect(await page.getByTestId('load-question').innerText()).toContain('203.0.113.9')
    await page.getByRole('button', { name: 'Back' }).click()
    expect(await state()).toBe('stopped')
    await field('Host').fill('127.0.0.1')
  })

  it('names what failed', async () => {
    await field('Port').fill('1')
    await start().click()
    await expect.poll(() => load.getByTestId('load-errors').innerText(), patience).toContain('ECONNREFUSED')
    await expect.poll(state, patience).toContain('no client could reach the target')
  })

  it('clips nothing at any size', async () => {
    await page.setViewportSize(windowSizes.small)
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize(windowSizes.desktop)
    expect(await layoutFaults(page)).toEqual([])
  })
})
