import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open({ size: 'small' })
  window = new WindowDriver(page)
})
afterAll(() => workbench.stop())

/** For a person to look at: where `SOCKWRIGHT_LOOK` names a folder, pictures go there. */
async function picture(name: string): Promise<void> {
  const folder = process.env['SOCKWRIGHT_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

describe('WebSocket endpoints in the window', () => {
  it('are made by the form, exchange text and bytes, ping, and close with a code', async () => {
    await window.newEndpoint('WebSocket server', { Name: 'Hub', Port: '0', Path: '/hub', Echo: true })
    const hub = window.endpoint('Hub')
    const port = await hub.port()
    await window.newEndpoint('WebSocket client', { Name: 'Seat', Port: String(port), Path: '/hub' })
    const seat = window.endpoint('Seat')
    await seat.row('WebSocket open at /hub').waitFor()

    await seat.send('grüezi')
    await seat.row('grüezi').nth(1).waitFor()
    expect(await seat.row('grüezi').nth(1).getByTestId('log-opcode').innerText()).toBe('text')
    await seat.send('00 ff', 'Hex')
    await seat.root.getByTestId('log-opcode').filter({ hasText: 'binary' }).nth(1).waitFor()
    await picture('client')

    await seat.root.getByTestId('peer-row').first().click()
    expect(await seat.root.getByTestId('peer-half-close').isDisabled()).toBe(true)
    await seat.root.getByTestId('peer-ping').click()
    await seat.row('ping answered in').waitFor()
    await seat.root.getByTestId('peer-latency').waitFor()
    expect(await layoutFaults(page)).toEqual([])

    await seat.root.getByTestId('peer-details').click()
    const details = page.getByTestId('peer-details-dialog')
    await details.getByText('GET /hub HTTP/1.1').waitFor()
    await details.getByText('HTTP/1.1 101').waitFor()
    if (process.platform === 'linux') await details.getByText('ESTABLISHED').first().waitFor()
    await picture('details')
    await page.keyboard.press('Escape')
    await seat.filter('opcode:ping,pong')
    await seat.root.getByTestId('log-opcode').filter({ hasText: 'pong' }).waitFor()
    await picture('ping')
    await seat.filter('')

    await seat.root.getByTestId('peer-close-with').click()
    const dialog = page.getByTestId('close-dialog')
    await dialog.getByLabel('Code').fill('1006')
    await dialog.getByText('1006 is no code').waitFor()
    await picture('close')
    expect(await page.getByTestId('close-confirm').isDisabled()).toBe(true)
    await dialog.getByLabel('Code').fill('4001')
    await dialog.getByLabel('Reason').fill('done')
    await page.keyboard.press('Enter')
    await seat.row('close 4001 sent “done”').waitFor()
    await picture('closed')
  })

  it('say why a page is no WebSocket', async () => {
    await window.newEndpoint('WebSocket server', { Name: 'Other', Port: '0', Path: '/right' })
    const port = await window.endpoint('Other').port()
    await window.newEndpoint('WebSocket client', { Name: 'Lost', Port: String(port), Path: '/wrong' })
    await window.endpoint('Lost').row('E_WS_PATH').first().waitFor()
    await picture('wrong-path')
  })
})
