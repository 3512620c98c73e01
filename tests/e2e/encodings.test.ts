import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeText } from '../../src/shared/encoding/encode-text'
import type { EndpointPanel } from './window-driver'
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

const gbk = (text: string) => encodeText(text, 'gb18030')

async function chooseEncoding(panel: EndpointPanel, name: string): Promise<void> {
  const field = panel.root.getByTestId('log-encoding').getByRole('combobox')
  await field.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name }).waitFor()
  await page.keyboard.type(name.slice(0, 3))
  await page.keyboard.press('Enter')
}

describe('a stream that is followed', () => {
  it('is read in another encoding as soon as that is chosen above it', async () => {
    await window.newEndpoint('TCP server', { Name: 'Stream', Port: '0' })
    const panel = window.endpoint('Stream')
    const client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
    await once(client, 'connect')
    client.write(gbk('温度 21℃\n'))
    await panel.untilTotal(4)
    await panel.peer(1).click()
    await page.getByTestId('peer-follow').click()
    const rows = page.getByTestId('follow-row')
    await rows.first().waitFor()
    expect(await rows.filter({ hasText: '温度' }).count()).toBe(0)
    await chooseEncoding(panel, 'GBK')
    await rows.filter({ hasText: '温度 21℃' }).waitFor()
    client.write(gbk('湿度 40%\n'))
    await rows.filter({ hasText: '湿度 40%' }).waitFor()
    await page.getByTestId('follow-close').click()
    await panel.row('温度 21℃').waitFor()
    client.destroy()
  })
})

describe('a peer that speaks GBK', () => {
  let panel: EndpointPanel
  let client: Socket

  it('is read, searched and answered in GBK as soon as that is chosen', async () => {
    await window.newEndpoint('TCP server', { Name: 'Legacy', Port: '0' })
    panel = window.endpoint('Legacy')
    client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
    await once(client, 'connect')
    await panel.row('accepted from').waitFor()
    client.write(Buffer.concat([gbk('订单号：一二三，温度 21℃\r\n'), Buffer.of(0xff)]))
    await panel.row('\\xB6\\xA9').waitFor()

    await chooseEncoding(panel, 'GBK')
    await panel.row('订单号：一二三，温度 21℃\\r\\n\\xFF').waitFor()
    await page.keyboard.press('Control+f')
    await page.getByTestId('log-find').fill('温度')
    await page.locator('[data-testid=log-row] mark', { hasText: '温度' }).waitFor()
    await page.getByTestId('log-find-status').filter({ hasText: '1 of 1' }).waitFor()
    await page.getByTestId('log-find-close').click()

    const heard = once(client, 'data')
    await panel.root.getByTestId('composer-input').fill('收到')
    await panel.root.getByTestId('composer-send').click()
    expect((await heard)[0]).toEqual(Buffer.from(gbk('收到')))
    await panel.row('收到').waitFor()
  })

  it('keeps the encoding with the capture, where it can be changed too', async () => {
    client.destroy()
    await window.endpointMenu('Legacy', 'Stop')
    const capture = await window.openCapture('Legacy')
    await capture.row('订单号').waitFor()
    await chooseEncoding(capture, 'Latin-1')
    await capture.row('¶©µ¥ºÅ').waitFor()
    await page.reload()
    await page.getByRole('banner').waitFor()
    const again = await window.openCapture('Legacy')
    await again.row('¶©µ¥ºÅ').waitFor()
  })
})
