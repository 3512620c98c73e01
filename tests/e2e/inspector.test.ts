import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let gateway: EndpointPanel
let client: Socket
const troubles: string[] = []

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  page.on('pageerror', (error) => troubles.push(String(error)))
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  gateway = window.endpoint('Gateway')
  client = connect(await gateway.port(), '127.0.0.1')
  await once(client, 'connect')
})
afterAll(async () => {
  client.destroy()
  await workbench.stop()
})

const part = (id: string): Locator => gateway.root.getByTestId(id)
const byte = (at: number): Locator => part('hex-dump').locator(`.hex [data-at="${at}"]`)
/** Waits until exactly the bytes of `text` are chosen in the dump. */
const expectChosen = (text: string) =>
  expect
    .poll(async () => (await part('hex-dump').locator('.hex .chosen').allInnerTexts()).join(''))
    .toBe(Buffer.from(text).toString('hex'))
const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()')
const fieldRow = (name: RegExp): Locator => part('field-row').filter({ hasText: name })
const field = (section: string, name: string): Locator =>
  part(`values-${section}`).getByRole('button', { name: new RegExp(`^${name} `) })

/** Receives `bytes` as one message and chooses its row. */
async function inspect(bytes: string | Buffer, shown: string): Promise<void> {
  client.write(bytes)
  await gateway.row(shown).first().click()
}

describe('the inspector', () => {
  it('reads chosen bytes as numbers, and sums them, at the foot of the dump', async () => {
    await inspect('123456789', '123456789')
    await part('interpretations').getByText('cbf43926').waitFor()
    await byte(0).click()
    await byte(3).click({ modifiers: ['Shift'] })
    await part('interpretations').getByText('9be3e0a3').waitFor()
    expect(await part('interpretations').innerText()).toMatch(/u32 BE\s*825373492\s*u32 LE\s*875770417/)
    expect(await part('inspector-size').innerText()).toBe('4 of 9 bytes')
  })

  it('shows every value in a tab that keys lead through, and copies one', async () => {
    await page.keyboard.press('Escape')
    await part('inspector-bytes').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await part('values-panel').waitFor()
    expect(await field('numbers', 'u64').first().innerText()).toBe('3544952156018063160')
    expect(await field('checksums', 'CRC-16 MODBUS').innerText()).toBe('4b37')
    expect(await field('checksums', 'SHA-256').innerText()).toMatch(/^15e2b0d3c33891eb/)

    await part('values-panel').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('Copied the value').waitFor()
    expect(await clipboard()).toBe('12594')
  })

  it.each([
    ['Copy C array', 'static const unsigned char data[2] = {\n  0x32, 0x33\n};\n'],
    ['Copy Python bytes', "b'23'"],
    ['Copy Base64', 'MjM='],
    ['Copy hex dump', /^00000001 {2}32 33 .* 23\n$/],
  ])('has for chosen bytes: %s', async (entry, text) => {
    await part('inspector-bytes').click()
    await byte(1).click()
    await byte(2).click({ modifiers: ['Shift'] })
    await part('inspector-copy').click()
    await page.getByRole('menuitem', { name: entry }).click()
    await page.getByText('Copied 2 bytes').last().waitFor()
    // The notice of the copy before may still show.
    await expect.poll(clipboard).toEqual(typeof text === 'string' ? text : expect.stringMatching(text))
  })

  it('decodes JSON into a tree; a field chooses its bytes, and bytes choose their field', async () => {
    await inspect('{"dev":17,"temp":21.5}\n', '"temp"')
    await part('inspector-decoded').click()
    expect(await part('inspector-decoded').innerText()).toBe('Decoded: JSON')
    await fieldRow(/temp/).click()
    await expectChosen('"temp":21.5')

    await byte(3).click()
    await part('field-tree').locator('[aria-selected=true]', { hasText: 'dev' }).waitFor()
    await part('field-tree').focus()
    await page.keyboard.press('ArrowDown')
    await expectChosen('"temp":21.5')

    await part('inspector-bytes').click()
    await expectChosen('"temp":21.5')
  })

  it('lets a person choose where several formats fit', async () => {
    await part('inspector-bytes').click()
    await inspect(Buffer.from('300a0000000601030 06b0003'.replace(' ', ''), 'hex'), '\\x06\\x01\\x03')
    await part('inspector-decoded').click()
    await fieldRow(/Read Holding Registers/)
      .first()
      .waitFor()
    await part('decoded-format').getByRole('radio', { name: 'MQTT' }).click()
    await fieldRow(/PUBLISH/)
      .first()
      .waitFor()
    expect(await part('inspector-decoded').innerText()).toBe('Decoded: MQTT')
  })

  it('offers no decoding for other text, and shows its bytes', async () => {
    await inspect('plain words\r\n', 'plain words')
    await part('inspector-decoded').waitFor({ state: 'detached' })
    await part('hex-dump').getByText('p', { exact: true }).first().waitFor()
    expect(await part('inspector-bytes').getAttribute('aria-selected')).toBe('true')
  })

  it('says that it decodes only the first part of a long message, and sums all of it', async () => {
    const long = `[${'17,'.repeat(150_000)}18]`
    await gateway.send(long)
    await gateway.row('450,').or(gateway.row('450004')).first().click()
    await part('inspector-decoded').click()
    await part('decoded-part').getByText('Decoded from the first 65.5 KB of 450 KB').waitFor()
    await part('inspector-values').click()
    const digest = createHash('sha256').update(long).digest('hex')
    await part('values-checksums').getByText(digest).waitFor()
  })

  it('has run under the content security policy without a complaint', () => {
    expect(troubles).toEqual([])
  })
})
