import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let peer: UdpPeer
let sender: EndpointPanel

/** What is sent here goes to one UDP socket: each datagram is exactly what was sent. */
beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  peer = await UdpPeer.bind()
  await new WindowDriver(page).newEndpoint('UDP endpoint', {
    Name: 'Sender',
    Port: '0',
    'Fixed remote host': '127.0.0.1',
    'Remote port': String(peer.port),
  })
  sender = new WindowDriver(page).endpoint('Sender')
  await sender.port('bound')
})
afterAll(async () => {
  peer.close()
  await workbench.stop()
})

function row(name: string) {
  return page.getByTestId('payload-row').filter({ has: page.getByText(name, { exact: true }) })
}

function names(): Promise<string[]> {
  return page.getByTestId('payload-row').locator('span.truncate').allInnerTexts()
}

async function received(act: () => Promise<unknown>): Promise<string> {
  const got = peer.next()
  await act()
  return (await got).bytes.toString('latin1')
}

async function save(text: string, name: string, form: 'Text' | 'Hex' = 'Text'): Promise<void> {
  await sender.compose(text, form)
  await page.getByTestId('save-payload').click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name)
  await page.keyboard.press('Enter')
  await row(name).waitFor()
}

async function menu(name: string, entry: string): Promise<void> {
  await row(name).click({ button: 'right' })
  await page.getByRole('menuitem', { name: entry }).click()
}

async function importFile(name: string, content: string | Buffer): Promise<void> {
  await page.getByTestId('payload-menu').click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
}

describe('the library of payloads', () => {
  it('says what to do while it is empty', async () => {
    await page.getByTestId('payloads-empty').getByText('save it with + Save').waitFor()
    expect(await page.getByTestId('save-payload').isDisabled()).toBe(true)
  })

  it('saves what is composed, loads it with a click, and sends it with one', async () => {
    await save('hello {{peer.number}}', 'Greeting')
    await save('01 02 ff', 'Three bytes', 'Hex')
    expect(await names()).toEqual(['Greeting', 'Three bytes'])
    await row('Greeting').click()
    await expect.poll(() => sender.payload.innerText()).toBe('hello {{peer.number}}')
    await row('Three bytes').hover()
    expect(await received(() => page.getByRole('button', { name: 'Send Three bytes now' }).click())).toBe(
      '\x01\x02\xff',
    )
    expect(await sender.payload.innerText()).toBe('hello {{peer.number}}')
  })

  it('keeps the encoding that was chosen for a payload', async () => {
    await sender.compose('é')
    await sender.root.getByTestId('composer-encoding').click()
    await page.getByRole('option', { name: 'Latin-1 (ISO 8859-1)' }).click()
    await page.getByTestId('save-payload').click()
    await page.keyboard.press('Enter')
    await sender.compose('other')
    await sender.root.getByTestId('composer-encoding').click()
    await page.getByRole('option', { name: 'UTF-8' }).click()
    await row('é').focus()
    expect(await received(() => page.keyboard.press('ControlOrMeta+Enter'))).toBe('\xe9')
    await page.keyboard.press('Delete')
    await row('é').waitFor({ state: 'detached' })
  })

  it('goes with the keyboard: walk, move, name with keys, send by keys, delete and take back', async () => {
    await row('Greeting').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(names).toEqual(['Three bytes', 'Greeting'])
    await page.keyboard.press('F2')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Bytes')
    await dialog.getByLabel('Folder', { exact: true }).fill('Device')
    await dialog.getByLabel('Tags', { exact: true }).fill('probe, short')
    await dialog.getByRole('combobox', { name: 'Keys that send it' }).click()
    await page.getByRole('option', { name: 'Alt 1', exact: true }).click()
    await dialog.getByTestId('payload-save').click()
    await page.getByTestId('payload-folder').getByText('Device').waitFor()
    await sender.payload.click()
    expect(await received(() => page.keyboard.press('Alt+1'))).toBe('\x01\x02\xff')
    await row('Greeting').focus()
    await page.keyboard.press('Delete')
    await row('Greeting').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await expect.poll(names).toEqual(['Greeting', 'Bytes'])
  })

  it('duplicates, and replaces by what is composed', async () => {
    await menu('Greeting', 'Duplicate')
    await row('Greeting 2').waitFor()
    await sender.compose('changed')
    await menu('Greeting 2', 'Replace by what the composer holds')
    await page.getByText('“Greeting 2” has what the composer holds.').waitFor()
    await row('Greeting 2').hover()
    expect(await received(() => page.getByRole('button', { name: 'Send Greeting 2 now' }).click())).toBe(
      'changed',
    )
  })

  it('is ordered by drag', async () => {
    await row('Greeting 2').dragTo(row('Bytes'), { targetPosition: { x: 80, y: 3 } })
    await expect.poll(names).toEqual(['Greeting', 'Greeting 2', 'Bytes'])
    await row('Greeting').dragTo(page.getByTestId('payload-folder'))
    await expect.poll(names).toEqual(['Greeting 2', 'Bytes', 'Greeting'])
  })

  it('takes records of the log, as text or hex, and what was sent before', async () => {
    await sender.row('changed').last().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Save as payload' }).click()
    await page.getByText('Saved as “changed”.').waitFor()
    await row('changed').waitFor()
    await sender.row('\\xFF').last().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Save as payload' }).click()
    await row('01 02 ff').waitFor()
    await sender.root.getByTestId('composer-history').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Find in what was sent' }).fill('chang')
    await page.keyboard.press('Enter')
    await expect.poll(() => sender.payload.innerText()).toBe('changed')
  })

  it('comes with examples, which all can be sent as they are', async () => {
    await page.getByTestId('payload-menu').click()
    await page.getByRole('menuitem', { name: 'Add examples' }).click()
    await row('MQTT CONNECT').waitFor()
    await page.getByRole('textbox', { name: 'Find a payload' }).fill('modbus rtu')
    await row('Modbus RTU: read 10 registers').hover()
    expect(
      await received(() =>
        page.getByRole('button', { name: 'Send Modbus RTU: read 10 registers now' }).click(),
      ),
    ).toBe('\x01\x03\x00\x00\x00\x0a\xc5\xcd')
    await page.getByRole('textbox', { name: 'Find a payload' }).fill('')
  })

  it('goes to files and comes from them, whole or not at all', async () => {
    const before = await names()
    const texts: string[] = []
    for (const format of ['JSON', 'CSV']) {
      await page.getByTestId('payload-menu').click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: `Export as ${format}` }).click()
      const file = await download
      expect(file.suggestedFilename()).toBe(`main.payloads.${format.toLowerCase()}`)
      texts.push(await readFile(await file.path(), 'utf8'))
    }
    for (const [index, text] of texts.entries()) {
      const once = await names()
      await importFile(`all-${index}`, text)
      await page.getByText(`${before.length} payloads were imported; keys that others`).last().waitFor()
      await expect.poll(async () => (await names()).length).toBe(once.length + before.length)
    }
    const there = await names()
    await importFile('broken.csv', 'name,form,data\r\nGood,text,x\r\nBad,text,"y')
    await page.getByText('No payload was taken: line 3: a quote is not closed.').waitFor()
    await importFile('binary.csv', Buffer.from([0xff, 0xfe, 0]))
    await page.getByText('No payload was taken: it is no text in UTF-8.').waitFor()
    expect(await names()).toEqual(there)
  })

  it('is in the window again after it was closed', async () => {
    const before = await names()
    await page.reload()
    await row('MQTT CONNECT').first().waitFor()
    expect(await names()).toEqual(before)
  })
})
