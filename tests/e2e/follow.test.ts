import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
let panel: EndpointPanel
let client: Socket

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Talk', Port: '0', Echo: true })
  panel = window.endpoint('Talk')
  client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
  // What comes back is read, else the echo would pause the connection.
  client.resume()
  await once(client, 'connect')
  await panel.row('accepted from').waitFor()
})
afterAll(async () => {
  client.destroy()
  await workbench.stop()
})

const rows = () => page.getByTestId('follow-row')
const shown = () => page.locator('[data-testid=follow-row] > .data').allTextContents()
/** Position in the stream of the first row on screen. */
const first = async () => Number(await page.getByTestId('follow-rows').getAttribute('data-first'))
const status = () => page.getByTestId('follow-find-status')

/** Sends one message and waits until its echo is recorded: each is a message of its own. */
async function say(text: string): Promise<void> {
  const before = await panel.total()
  client.write(text)
  await panel.untilTotal(before + 2)
}

async function mode(name: 'Text' | 'Hex' | 'Escapes'): Promise<void> {
  await page.getByTestId('follow-mode').getByRole('radio', { name }).click()
}

describe('following a connection', () => {
  it('joins its bytes in order, in the colours of their directions, as they come', async () => {
    await say('GET /devi')
    await say('ce HTTP/1.1\r\n\r\n')
    await panel.peer(1).click()
    await page.getByTestId('peer-follow').click()
    await page.getByTestId('follow-title').filter({ hasText: 'Follow #1' }).waitFor()
    await rows().filter({ hasText: 'ce HTTP/1.1' }).first().waitFor()
    expect(await shown()).toEqual(['GET /devi', 'GET /devi', 'ce HTTP/1.1', '', 'ce HTTP/1.1', ''])
    expect(await rows().evaluateAll((all) => all.map((row) => row.dataset.direction))).toEqual([
      'in',
      'out',
      'in',
      'in',
      'out',
      'out',
    ])
    const colours = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('[data-testid=follow-row]')].map((row) => getComputedStyle(row).color))]`,
    )
    expect(colours).toHaveLength(2)

    client.write('live\u8bbe\u5907 \xff')
    await rows().filter({ hasText: 'live\u8bbe\u5907' }).nth(1).waitFor()
    await page.getByTestId('follow-direction').getByRole('radio', { name: 'In' }).click()
    await rows().filter({ hasText: 'GET /device HTTP/1.1' }).waitFor()
    expect((await shown()).slice(0, 2)).toEqual(['GET /device HTTP/1.1', ''])
  })

  it('finds what is spread over two messages, and goes on at the other end', async () => {
    await page.getByTestId('follow-direction').getByRole('radio', { name: 'Both' }).click()
    await page.getByTestId('follow-rows').focus()
    await page.keyboard.press('Control+f')
    const field = page.getByTestId('follow-find')
    await field.fill('DEVICE')
    await field.press('Enter')
    await status().filter({ hasText: '5, 6 long' }).waitFor()
    const current = page.locator('[data-testid=follow-row] .current')
    expect(await current.allTextContents()).toEqual(['devi', 'ce'])
    await field.press('Enter')
    await status().filter({ hasText: '↑ byte 5' }).waitFor()
    await field.press('Enter')
    await status().filter({ hasText: 'went on at the other end' }).waitFor()
    await field.fill('hex:0d0a??0a')
    await field.press('Enter')
    await status().filter({ hasText: '20, 4 long' }).waitFor()
    await field.fill('/(?=a)/')
    await field.press('Enter')
    await page.getByTestId('follow-find-failure').waitFor()
    await field.fill('nothing of this')
    await field.press('Enter')
    await status().filter({ hasText: 'No match' }).waitFor()
    await field.press('Escape')
  })

  it('shows the same bytes as escapes and as a dump', async () => {
    await mode('Escapes')
    await rows().filter({ hasText: 'ce HTTP/1.1\\r\\n' }).first().waitFor()
    await mode('Hex')
    await rows().filter({ hasText: '47 45 54 20 2f 64 65 76  69' }).first().waitFor()
    await mode('Text')
  })

  it('copies what is chosen and saves all of it', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByTestId('follow-rows').focus()
    await page.keyboard.press('Home')
    await rows().filter({ hasText: 'GET /devi' }).first().locator('.data > span').first().dblclick()
    await page.getByTestId('follow-selected').filter({ hasText: '9 bytes' }).waitFor()
    await page.keyboard.press('Control+c')
    await page.getByText('Copied 9 bytes').waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('GET /devi')
    await page.getByTestId('follow-save').click()
    const download = page.waitForEvent('download')
    await page.getByTestId('export-start').click()
    const saved = await readFile(await (await download).path(), 'utf8')
    expect(saved).toContain('GET /deviGET /device HTTP/1.1')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
  })

  it('leads to the record in the log, and back by key', async () => {
    await rows().locator('.n button').nth(1).click()
    const selected = page.locator('[data-testid=log-row][aria-selected=true]')
    await selected.filter({ hasText: 'GET /devi' }).waitFor()
    await page.keyboard.press('F4')
    await page.getByTestId('follow').waitFor()
    await page.keyboard.press('F4')
    await page.getByTestId('follow').waitFor({ state: 'detached' })
    await selected.click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Follow #1' }).click()
    await page.getByTestId('follow').waitFor()
  })

  it('reaches any place of a long stream and lets go of the end', async () => {
    await page.getByTestId('follow-auto-scroll').click()
    const line = `${'0123456789'.repeat(10)}\n`
    const block = Buffer.from(line.repeat(10_000))
    for (let sent = 0; sent < 40; sent += 1) {
      if (!client.write(block)) await once(client, 'drain')
    }
    client.write('the end\n')
    await rows().filter({ hasText: 'the end' }).first().waitFor({ timeout: 30_000 })
    await page.getByTestId('follow-direction').getByRole('radio', { name: 'In' }).click()
    await rows().filter({ hasText: 'the end' }).waitFor()
    const area = page.getByTestId('follow-rows')
    const total = Number(await area.getAttribute('data-total'))
    expect(total).toBeGreaterThan(40_000_000)
    await area.evaluate((element) => (element.scrollTop = element.scrollHeight / 2))
    const half = total / 2
    await expect
      .poll(async () => Math.abs((await first()) - half), { timeout: 10_000 })
      .toBeLessThan(total / 100)
    const before = await first()
    expect((await shown()).slice(0, 10).every((text) => text === line.trimEnd())).toBe(true)
    await area.hover()
    await page.mouse.wheel(0, -2_200)
    await expect.poll(first, { timeout: 10_000 }).toBeLessThan(before)
    await area.focus()
    await page.keyboard.press('Home')
    await rows().filter({ hasText: 'GET /device HTTP/1.1' }).waitFor()
    await page.keyboard.press('End')
    await rows().filter({ hasText: 'the end' }).waitFor()
    await page.keyboard.press('Control+f')
    await page.getByTestId('follow-find').fill('live')
    await page.getByTestId('follow-find').press('Shift+Enter')
    await status().filter({ hasText: '↓ byte' }).waitFor()
    await rows().filter({ hasText: 'live' }).waitFor()
    await page.getByTestId('follow-find').press('Escape')
  })

  it('tells who ended the connection', async () => {
    client.end()
    await page.getByTestId('follow-ended').filter({ hasText: 'closed by peer' }).waitFor()
  })

  it('follows a peer of a closed capture', async () => {
    await panel.root.getByRole('button', { name: 'Stop' }).click()
    const capture = await window.openCapture('Talk')
    await capture.row('GET /devi').first().or(capture.rows.last()).waitFor()
    await capture.root.getByTestId('log-mode').getByRole('radio', { name: 'Follow' }).click()
    const stream = capture.root.getByTestId('follow')
    await stream.getByTestId('follow-row').filter({ hasText: 'the end' }).first().waitFor()
    await stream.getByTestId('follow-ended').filter({ hasText: 'closed by peer' }).waitFor()
  })
})
