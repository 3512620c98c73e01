import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
let peer: UdpPeer
let sender: EndpointPanel

/** Everything composed here goes to one UDP socket: each datagram is exactly what was sent. */
beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
  peer = await UdpPeer.bind()
  sender = await toPeer('Sender')
})
afterAll(async () => {
  peer.close()
  await workbench.stop()
})

async function toPeer(name: string): Promise<EndpointPanel> {
  await window.newEndpoint('UDP endpoint', {
    Name: name,
    Port: '0',
    'Fixed remote host': '127.0.0.1',
    'Remote port': String(peer.port),
  })
  const panel = window.endpoint(name)
  await panel.port('bound')
  return panel
}

/** Sends what is composed and tells what came, as hex. */
async function sent(): Promise<string> {
  const got = peer.next()
  await page.keyboard.press('ControlOrMeta+Enter')
  return (await got).bytes.toString('hex')
}

async function lineEnding(words: string): Promise<void> {
  await sender.root.getByRole('combobox', { name: 'Line ending' }).click()
  await page.getByRole('option', { name: words, exact: true }).click()
  await sender.payload.click()
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex')
}

describe('text', () => {
  it.each([
    ['\\n\\r\\t\\0\\\\', '0a0d09005c'],
    ['\\x00\\x7f\\xFF', '007fff'],
    ['\\u{41}\\u{e9}\\u{1F600}', hexOf('Aé😀')],
    ['\\012', '003132'],
    ['a \\{{ b }} { {', hexOf('a {{ b }} { {')],
    ['grüße 世界', hexOf('grüße 世界')],
    ['two\nlines', hexOf('two\nlines')],
  ])('sends %j as the bytes it stands for', async (typed, hex) => {
    await sender.compose(typed)
    expect(await sent()).toBe(hex)
  })

  it('goes out by the button too, and nothing moves for what is said of it', async () => {
    await sender.compose('by the button')
    const place = await sender.payload.boundingBox()
    const got = peer.next()
    await sender.sendButton.click()
    expect((await got).bytes.toString()).toBe('by the button')
    await sender.root.getByTestId('composer-report').getByText('Sent 13 bytes to #1').waitFor()
    expect(await sender.payload.boundingBox()).toEqual(place)
  })

  it('goes out as often as somebody presses, however fast', async () => {
    await sender.compose('quick {{seq}}')
    for (let press = 0; press < 20; press += 1) void page.keyboard.press('ControlOrMeta+Enter')
    await sender.row('quick').nth(19).waitFor()
    expect(await sender.row('quick').allInnerTexts()).toEqual(
      Array.from({ length: 20 }, (_, at) => expect.stringContaining(`quick ${at + 1}`) as string),
    )
  })

  it('counts the bytes while one types', async () => {
    await sender.compose('')
    await sender.byteCount.filter({ hasText: /^0 bytes$/ }).waitFor()
    await page.keyboard.type('é')
    await sender.byteCount.filter({ hasText: /^2 bytes$/ }).waitFor()
    await page.keyboard.type('\\x41\\u{1F600}')
    await sender.byteCount.filter({ hasText: /^7 bytes$/ }).waitFor()
    await sender.compose('a')
    await sender.byteCount.filter({ hasText: /^1 byte$/ }).waitFor()
    await lineEnding('CR LF')
    await sender.byteCount.filter({ hasText: /^3 bytes$/ }).waitFor()
    expect(await sent()).toBe('610d0a')
    for (const [words, hex] of [
      ['LF', '610a'],
      ['CR', '610d'],
      ['No ending', '61'],
    ] as const) {
      await lineEnding(words)
      expect(await sent()).toBe(hex)
    }
  })

  it.each([
    ['ab\\qcd', '\\q', /“\\q” at position 3 is not an escape/],
    ['x\\x4', '\\x4', /“\\x4” at position 2 is not an escape/],
    ['\\u{110000}', '\\u{110000}', /position 1 is not an escape/],
    [
      'hello {{name}}',
      'name',
      /The variable at position 9, name, does not exist.*write \\\{\{ for two plain braces/,
    ],
    ['hello {{seq', '{{', /The variable at position 7 is not complete/],
    ['{{u8 256}}', '{{u8 256}}', /256 does not fit u8, which takes 0 to 255/],
  ])('marks what is wrong in %j, and sends nothing', async (typed, marked, message) => {
    await sender.compose(typed)
    await expectFault('Text', marked, message)
  })
})

describe('hex', () => {
  it.each([
    ['48656c6c6f', '48656c6c6f'],
    ['48 65 6C  6c\t6F', '48656c6c6f'],
    ['0x48 0x65,0x6c', '48656c'],
    ['48:65:6c', '48656c'],
    ['48,65, 6c', '48656c'],
    ['48 65\n6c 6c\n\n6f', '48656c6c6f'],
    ['0XDEADbeef', 'deadbeef'],
  ])('takes %j', async (typed, hex) => {
    await sender.compose(typed, 'Hex')
    await sender.byteCount.filter({ hasText: `${hex.length / 2} bytes` }).waitFor()
    expect(await sent()).toBe(hex)
  })

  it.each([
    ['48 6 65', '6', /The hex digit at position 4 stands alone/],
    ['48 65 6', '6', /The hex digit at position 7 stands alone/],
    ['48 zz', 'z', /“z” at position 4 is not a hex digit/],
    ['48\n6g', '6', /position 4 stands alone/],
    ['48;65', ';', /“;” at position 3 is not a hex digit/],
  ])('marks what is wrong in %j, and sends nothing', async (typed, marked, message) => {
    await sender.compose(typed, 'Hex')
    await expectFault('Hex', marked, message)
  })
})

/** The fault is underlined in the editor and told below; neither the keys nor the button send. */
async function expectFault(form: 'Text' | 'Hex', marked: string, message: RegExp): Promise<void> {
  await sender.root.getByTestId('composer-fault').filter({ hasText: message }).waitFor()
  const underlined = sender.payload.locator('.cm-lintRange-error')
  await underlined.first().waitFor()
  expect((await underlined.allInnerTexts()).join('')).toBe(marked)
  expect(await sender.sendButton.isDisabled()).toBe(true)
  expect(await sender.byteCount.innerText()).toBe('')

  // What comes next is what was composed after the fault was put right.
  const got = peer.next()
  await page.keyboard.press('ControlOrMeta+Enter')
  await sender.send('21', form)
  expect((await got).bytes.toString('latin1')).toBe(form === 'Text' ? '21' : '!')
}

describe('switching between text and hex', () => {
  it('keeps the bytes, the line ending among them', async () => {
    await sender.compose('é\\x00\\xff "{" \\{{')
    await lineEnding('CR LF')
    const hex = `c3a900ff${hexOf(' "{" {{')}0d0a`
    await sender.writeAs('Hex')
    await expect.poll(async () => (await sender.payload.innerText()).replace(/\s/g, '')).toBe(hex)
    await sender.payload.click()
    expect(await sent()).toBe(hex)

    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' 7b 7b 80')
    await sender.writeAs('Text')
    await sender.payload.click()
    expect(await sent()).toBe(`${hex}7b7b80`)
    expect(await sender.payload.innerText()).toContain('\\{{\\x80')
    await lineEnding('No ending')
  })

  it('waits until a fault is put right', async () => {
    await sender.compose('4', 'Hex')
    const asText = sender.root.getByTestId('composer-form').getByRole('radio', { name: 'Text' })
    await expect.poll(() => asText.isDisabled()).toBe(true)
    await sender.payload.click()
    await page.keyboard.press('End')
    await page.keyboard.type('1')
    await expect.poll(() => asText.isDisabled()).toBe(false)
    await asText.click()
    await expect.poll(() => sender.payload.innerText()).toBe('A')
  })
})

describe('variables', () => {
  const preview = () => sender.root.getByTestId('composer-preview')

  it('are sent as the preview shows them, and count up', async () => {
    await sender.compose('n={{seq(7)}} p={{peer.port}} {{u16be len(ab)}}')
    const shown = (seq: number) => hexOf(`n=${seq} p=${peer.port} \0\x02`)
    for (const seq of [7, 8]) {
      await expect.poll(async () => (await preview().innerText()).replaceAll(' ', '')).toBe(shown(seq))
      expect(await sent()).toBe(shown(seq))
    }
  })

  it('are completed behind {{', async () => {
    await sender.compose('')
    await page.keyboard.type('a {{now.u', { delay: 20 })
    // Enter counts for the list only some time after it has opened, and nothing tells when.
    await page.getByRole('option', { name: /now\.unix/ }).click()
    await expect.poll(() => sender.payload.innerText()).toBe('a {{now.unix}}')
    await sender.byteCount.filter({ hasText: /^12 bytes$/ }).waitFor()
  })

  it('of the workspace are edited in the window', async () => {
    await sender.compose('t={{token}}')
    await sender.root.getByTestId('composer-fault').filter({ hasText: 'token, does not exist' }).waitFor()
    await sender.root.getByTestId('composer-variables').click()
    await page.getByRole('textbox', { name: 'Name 1' }).fill('seq')
    await page.getByText('Letters, digits, _ and -, and no built-in name.').waitFor()
    await page.getByRole('textbox', { name: 'Name 1' }).fill('token')
    await page.getByRole('textbox', { name: 'Value 1' }).fill('s3cret\\n')
    await page.getByTestId('variables-save').click()
    await sender.byteCount.filter({ hasText: /^10 bytes$/ }).waitFor()
    await sender.payload.click()
    expect(await sent()).toBe(hexOf('t=s3cret\\n'))
  })

  it('become the bytes of a moment in hex, and come back', async () => {
    await sender.compose('v{{seq(5)}}')
    await sender.byteCount.filter({ hasText: /^2 bytes$/ }).waitFor()
    await sender.writeAs('Hex')
    await expect.poll(() => sender.payload.innerText()).toBe('76 35')
    await sender.root.getByTestId('composer-moment').waitFor()
    await sender.writeAs('Text')
    await expect.poll(() => sender.payload.innerText()).toBe('v{{seq(5)}}')
  })
})

describe('fields', () => {
  it('are added, changed and taken away', async () => {
    await sender.compose('01 03 00 00 00 0a', 'Hex')
    await sender.root.getByTestId('composer-add-field').click()
    await page.getByRole('menuitem', { name: 'Checksum' }).click()
    await sender.byteCount.filter({ hasText: /^8 bytes$/ }).waitFor()
    await sender.payload.click()
    expect(await sent()).toBe('01030000000ac5cd')

    await sender.root.getByTestId('composer-field').click()
    await page.getByTestId('field-form').getByRole('combobox', { name: 'Order' }).click()
    await page.getByRole('option', { name: 'Big-endian' }).click()
    await page.keyboard.press('Escape')
    await sender.payload.click()
    expect(await sent()).toBe('01030000000acdc5')

    await sender.root.getByTestId('composer-field').click()
    await page.getByTestId('field-form').getByRole('spinbutton', { name: 'From byte' }).fill('40')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await sender.root.getByTestId('composer-fault').filter({ hasText: 'Field 1 is over bytes 40' }).waitFor()
    await sender.root.getByRole('button', { name: /^Remove CRC-16/ }).click()
    await sender.payload.click()
    expect(await sent()).toBe('01030000000a')
  })
})

describe('pasted bytes', () => {
  async function paste(text: string): Promise<void> {
    await sender.payload.focus()
    await page.evaluate(`{
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', ${JSON.stringify(text)})
      const paste = { clipboardData, bubbles: true, cancelable: true }
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', paste))
    }`)
  }

  it.each([
    ['a hex dump', '00000000: 4745 5420 2f0d 0a                        GET /..'],
    ['hex digits', '47 45 54 20 2f 0d 0a'],
    ['an array', 'const char data[] = { 0x47, 0x45, 0x54, 0x20, 0x2f, 0x0d, 0x0a };'],
    ['Python bytes', "b'GET /\\r\\n'"],
  ])('%s are offered, and taken only when asked', async (form, text) => {
    await sender.compose('')
    await paste(text)
    const offer = sender.root.getByTestId('composer-paste')
    await offer.filter({ hasText: `This looks like ${form} of 7 bytes.` }).waitFor()
    expect(await sender.payload.innerText()).toContain(text.slice(0, 10))
    await offer.getByRole('button', { name: 'Take the bytes' }).click()
    await expect.poll(() => sender.payload.innerText()).toBe('GET /\\r\\n')
    expect(await sent()).toBe(hexOf('GET /\r\n'))
  })
})

describe('the checksum that chosen bytes are', () => {
  it('is named in the inspector and goes into the composer', async () => {
    await sender.compose('77 01 03 00 00 00 0a c5 cd', 'Hex')
    await sent()
    await sender.row('w\\x01').click()
    const dump = sender.root.getByTestId('inspector')
    const byte = (at: number) => dump.getByTestId('hex-dump').locator(`.hex [data-at="${at}"]`)
    await byte(7).click()
    await byte(8).click({ modifiers: ['Shift'] })
    const detected = dump.getByTestId('detected-checksums')
    await detected.filter({ hasText: 'CRC-16 MODBUS little-endian of bytes 1 to 6' }).waitFor()
    await detected.getByRole('button', { name: 'Use in composer' }).first().click()
    await sender.root.getByTestId('composer-field').filter({ hasText: 'CRC-16 MODBUS le [1..]' }).waitFor()
    await sender.compose('01 03 00 00 00 0b', 'Hex')
    await sender.byteCount.filter({ hasText: /^8 bytes$/ }).waitFor()
    await sender.root.getByRole('button', { name: /^Remove CRC-16/ }).click()
    await sender.writeAs('Text')
  })
})

describe('the history', () => {
  it('goes back and forth by arrow keys, and keeps the draft', async () => {
    for (const text of ['first', 'second', 'third']) {
      await sender.compose(text)
      expect(await sent()).toBe(hexOf(text))
    }
    await sender.compose('my draft')
    const walk = async (key: 'ArrowUp' | 'ArrowDown', expected: string) => {
      await page.keyboard.press(key)
      await expect.poll(() => sender.payload.innerText()).toBe(expected)
    }
    await walk('ArrowUp', 'third')
    await walk('ArrowUp', 'second')
    await walk('ArrowUp', 'first')
    await walk('ArrowDown', 'second')
    await walk('ArrowDown', 'third')
    await walk('ArrowDown', 'my draft')
    await walk('ArrowUp', 'third')
    expect(await sent()).toBe(hexOf('third'))
  })

  it('is there after the window was loaded again', async () => {
    await page.reload()
    await page.getByRole('banner').waitFor()
    sender = await window.choose('Sender')
    await sender.payload.click()
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => sender.payload.innerText()).toBe('third')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => sender.payload.innerText()).toBe('second')
  })
})

describe('each endpoint', () => {
  it('has a draft of its own', async () => {
    await sender.compose('draft of the sender')
    const other = await toPeer('Other')
    expect(await other.byteCount.innerText()).toBe('0 bytes')
    await other.compose('41 42', 'Hex')
    sender = await window.choose('Sender')
    await expect.poll(() => sender.payload.innerText()).toBe('draft of the sender')
    const again = await window.choose('Other')
    await expect.poll(() => again.payload.innerText()).toBe('41 42')
  })

  it('says in place why nothing can be sent', async () => {
    await window.newEndpoint('TCP server', { Name: 'Lonely', Port: '0' }, 'Create')
    const lonely = window.endpoint('Lonely')
    const why = lonely.root.getByTestId('composer-why')
    await lonely.compose('anybody?')
    await why.filter({ hasText: 'Start the endpoint to send.' }).waitFor()
    expect(await lonely.sendButton.isDisabled()).toBe(true)
    await lonely.root.getByTestId('endpoint-start').click()
    await lonely.port()
    await why.filter({ hasText: 'Nobody is connected.' }).waitFor()
    expect(await lonely.sendButton.isDisabled()).toBe(true)

    await window.newEndpoint('TCP client', {
      Name: 'Waiting',
      Port: '1',
      Reconnect: true,
      'First wait': '60000',
    })
    const waiting = window.endpoint('Waiting')
    await waiting.root.getByTestId('composer-why').filter({ hasText: 'Not connected yet.' }).waitFor()
  })
})
