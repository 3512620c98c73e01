import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestFolder } from '../support/browser'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let folder: string
let workbench: Workbench
let page: Page
let panel: EndpointPanel
let client: Socket

beforeAll(async () => {
  folder = await makeTestFolder()
  workbench = await Workbench.start({ dataFolder: folder })
  page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Talk', Port: '0' })
  panel = window.endpoint('Talk')
  client = connect({ port: await panel.port(), host: '127.0.0.1' })
  await once(client, 'connect')
  await panel.row('accepted from').waitFor()
})
afterAll(async () => {
  client.destroy()
  await workbench.stop()
  await rm(folder, { recursive: true, force: true })
})

const dialog = () => page.getByRole('dialog')
const strip = () => panel.root.getByTestId('live-export')

async function openDialog(format: string): Promise<void> {
  await panel.root.getByRole('button', { name: 'Export' }).click()
  await dialog().getByRole('radio', { name: format, exact: true }).click()
}

describe('an export that is kept writing while its endpoint records', () => {
  it('begins in the dialog, shows how far it is, and ends by hand', async () => {
    await openDialog('JSON Lines')
    await dialog().getByRole('switch', { name: 'Keep writing while it records' }).click()
    const path = dialog().getByRole('textbox', { name: 'File' })
    expect(await path.inputValue()).toMatch(/^Talk .*\.jsonl$/)
    await path.fill('live.jsonl')
    await dialog().getByRole('button', { name: 'Begin to write' }).click()
    await dialog().waitFor({ state: 'detached' })
    await strip().getByText('live.jsonl').waitFor()
    client.write('while it records')
    await strip().getByText('4 records').waitFor()
    const file = join(folder, 'workspaces', 'live.jsonl')
    expect(await readFile(file, 'utf8')).toContain('while it records')
    await strip().getByRole('button', { name: 'End writing to' }).click()
    await strip().waitFor({ state: 'detached' })
    client.write(' and no more')
    await panel.untilTotal(5)
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(4)
  })

  it('says why a page cannot be kept writing, and when a file of that name exists', async () => {
    await openDialog('HTML')
    const keep = dialog().getByRole('switch', { name: 'Keep writing while it records' })
    expect(await keep.isDisabled()).toBe(true)
    await dialog().getByText('A page is complete only with its end').waitFor()
    await dialog().getByRole('radio', { name: 'JSON Lines', exact: true }).click()
    await keep.click()
    await dialog().getByRole('textbox', { name: 'File' }).fill('live.jsonl')
    await dialog().getByRole('button', { name: 'Begin to write' }).click()
    await dialog().getByTestId('export-live-failed').waitFor()
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
  })

  it('ends complete when the endpoint stops', async () => {
    await openDialog('Raw')
    await dialog().getByRole('switch', { name: 'Keep writing while it records' }).click()
    await dialog().getByRole('textbox', { name: 'File' }).fill('live.bin')
    await dialog().getByRole('button', { name: 'Begin to write' }).click()
    await strip().getByText('live.bin').waitFor()
    await panel.root.getByTestId('endpoint-stop').click()
    await page.getByText(/28 B written to .*live\.bin/).waitFor()
    await strip().waitFor({ state: 'detached' })
    const written = await readFile(join(folder, 'workspaces', 'live.bin'), 'utf8')
    expect(written).toBe('while it records and no more')
  })
})
