import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  window = new WindowDriver(page)
})
afterAll(() => workbench.stop())

/** A server with one client of the test, #1. */
async function conversation(name: string): Promise<{ panel: EndpointPanel; client: Socket }> {
  await window.newEndpoint('TCP server', { Name: name, Port: '0' })
  const panel = window.endpoint(name)
  const client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
  await once(client, 'connect')
  await panel.row('accepted from').waitFor()
  return { panel, client }
}

/** Writes each text as a message of its own: the next is written when the one before is in the log. */
async function writeEach(panel: EndpointPanel, client: Socket, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const before = await panel.total()
    client.write(text)
    await panel.untilTotal(before + 1)
  }
}

function clipboard(): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()')
}

/** µs of a time of day as the log writes it. */
function microseconds(time: string): number {
  const [hours, minutes, seconds, fraction] = time.split(/[:.]/).map(Number)
  return ((hours! * 60 + minutes!) * 60 + seconds!) * 1_000_000 + fraction!
}

describe('the log', () => {
  it('shows number, time, delta, direction, peer, bytes and data, with events among the messages', async () => {
    const { panel, client } = await conversation('Columns')
    client.write('a question\r\n')
    await panel.row('a question').waitFor()
    await panel.send('an answer')
    await panel.row('an answer').waitFor()

    const rows: string[][] = []
    for (const row of await panel.rows.all()) rows.push(await panel.cells(row))
    expect(rows.map(([number]) => Number(number))).toEqual(rows.map((_, index) => index + 1))
    expect(rows.map((cells) => cells[6]!.split(' ')[0])).toEqual([
      'started:',
      'listening',
      'accepted',
      'a',
      'an',
    ])
    expect(rows[2]!.slice(3, 6)).toEqual(['●', '#1', ''])
    expect(rows[3]!.slice(3)).toEqual(['↓', '#1', '12', 'a question\\r\\n'])
    expect(rows[4]!.slice(3)).toEqual(['↑', '#1', '9', 'an answer'])
    for (const [, time] of rows) expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{6}$/)

    const between = (microseconds(rows[4]![1]!) - microseconds(rows[3]![1]!)) / 1_000
    const delta = Number(rows[4]![2]!.replaceAll(',', ''))
    expect(rows[4]![2]).toMatch(/^\+[\d,.]+$/)
    expect(Math.abs(delta - between)).toBeLessThan(between < 10_000 ? 0.06 : 1)
    client.destroy()
    await panel.row('the peer closed').waitFor()
  })

  it('chooses the row that is pressed, which stays under the pointer until the button is up', async () => {
    const { panel, client } = await conversation('Pressed')
    const early = Array.from({ length: 60 }, (_, index) => `early ${index}`)
    await writeEach(panel, client, early)
    await panel.payload.click()
    const box = (await panel.row('early 55').boundingBox())!
    await page.mouse.move(box.x + 20, box.y + box.height / 2)
    await page.mouse.down()
    client.write('x'.repeat(9_000))
    // The list of clients goes on: 470 and 9,000 bytes.
    await panel.peer(1).filter({ hasText: '9.47 KB' }).waitFor()
    const chosen = panel.root.locator('[data-testid=log-row][aria-selected=true]')
    expect(await chosen.innerText()).toContain('early 55')
    expect((await chosen.boundingBox())!.y).toBe(box.y)
    await page.mouse.up()
    await panel.row('xxx').waitFor()
    expect(await chosen.innerText()).toContain('early 55')
    client.destroy()
  })

  it('shows text, hex, or both', async () => {
    const { panel, client } = await conversation('Modes')
    await writeEach(panel, client, ['Hi\u0000\u00e9'])
    const data = panel.rows.last().locator('.data')
    const mode = (name: string) => panel.root.getByTestId('log-mode').getByRole('radio', { name })
    expect(await data.innerText()).toBe('Hi\\0é')
    await mode('Hex').click()
    await expect.poll(() => data.innerText()).toBe('48 69 00 c3 a9')
    await mode('Both').click()
    await expect.poll(() => data.innerText()).toMatch(/^48 69 00 c3 a9 +Hi\\0é$/)
    await mode('Text').click()
    await expect.poll(() => data.innerText()).toBe('Hi\\0é')
    client.destroy()
  })

  it('never takes bytes from the network for HTML', async () => {
    const { panel, client } = await conversation('Markup')
    const title = await page.title()
    const evil = '<img src=x onerror="document.title=\'taken\'"><b>bold</b>'
    await writeEach(panel, client, [evil])
    await panel.row(evil).click()
    await panel.root.getByTestId('inspector-text').click()
    expect(await panel.root.getByTestId('record-text').innerText()).toContain(evil)
    await panel.filter('text:"<b>bold</b>"')
    await panel.rows.locator('mark').getByText('<b>bold</b>').waitFor()
    expect(
      await panel.root.locator('[data-testid=log-row] :is(img, b), [data-testid=inspector] img').count(),
    ).toBe(0)
    await panel.root.getByTestId('inspector-bytes').click()
    expect(await page.title()).toBe(title)
    client.destroy()
  })
})

describe('auto-scroll and pause', () => {
  let panel: EndpointPanel
  let client: Socket
  const first = () => panel.grid.getAttribute('data-first').then(Number)
  const follows = () => panel.root.getByTestId('log-auto-scroll').getAttribute('aria-pressed')

  beforeAll(async () => {
    ;({ panel, client } = await conversation('Follow'))
    await writeEach(
      panel,
      client,
      Array.from({ length: 60 }, (_, index) => `message ${index};`),
    )
  })
  afterAll(() => void client.destroy())

  it('follows the newest row, and lets go when one scrolls up', async () => {
    await panel.row('message 59;').waitFor()
    expect(await follows()).toBe('true')
    const end = await first()
    await panel.grid.hover()
    await page.mouse.wheel(0, -220)
    await expect.poll(first).toBe(end - 10)
    expect(await follows()).toBe('false')
    const at = await first()
    const seen = await panel.shownData()
    await writeEach(panel, client, ['while away'])
    expect(await first()).toBe(at)
    expect(await panel.shownData()).toEqual(seen)
  })

  it('takes hold again at the end: by the wheel, by the key, by the button', async () => {
    await panel.grid.hover()
    await page.mouse.wheel(0, 5_000)
    await panel.row('while away').waitFor()
    await expect.poll(follows).toBe('true')

    await page.mouse.wheel(0, -400)
    await expect.poll(follows).toBe('false')
    await panel.grid.focus()
    await page.keyboard.press('End')
    await expect.poll(follows).toBe('true')

    await page.keyboard.press('Home')
    await expect.poll(first).toBe(0)
    expect(await follows()).toBe('false')
    await panel.root.getByTestId('log-auto-scroll').click()
    await writeEach(panel, client, ['the newest'])
    await panel.row('the newest').waitFor()
  })

  it('pauses the view but not the recording', async () => {
    const total = await panel.total()
    const records = Number(await panel.root.getByTestId('records').locator('b').innerText())
    await panel.root.getByRole('button', { name: 'Pause' }).click()
    client.write('unseen for now')
    await panel.root.getByTestId('log-new').filter({ hasText: '1 new' }).waitFor()
    await panel.root
      .getByTestId('records')
      .getByText(String(records + 1))
      .waitFor()
    expect(await panel.total()).toBe(total)
    expect(await panel.row('unseen for now').count()).toBe(0)
    await panel.root.getByRole('button', { name: 'Resume' }).click()
    await panel.row('unseen for now').waitFor()
    expect(await panel.total()).toBe(total + 1)
  })
})

describe('the filter', () => {
  let panel: EndpointPanel
  let client: Socket
  let second: Socket
  const problem = () => panel.root.getByTestId('log-filter-problem')

  beforeAll(async () => {
    ;({ panel, client } = await conversation('Filter'))
    second = connect({ port: await panel.port(), host: '127.0.0.1' })
    await panel.row('accepted from').nth(1).waitFor()
    await writeEach(panel, client, ['short', 'a user login from one'])
    await writeEach(panel, second, ['a longer line from the second'])
    await panel.send('sent to both')
    await panel.row('sent to both').nth(1).waitFor()
  })
  afterAll(() => {
    client.destroy()
    second.destroy()
  })

  it.each([
    ['dir:in', ['short', 'a user login from one', 'a longer line from the second']],
    ['dir:out', ['sent to both', 'sent to both']],
    ['peer:2 dir:in', ['a longer line from the second']],
    ['len:>12', ['a user login from one', 'a longer line from the second']],
    ['len:5', ['short']],
    ['text:"USER login"', ['a user login from one']],
    ['dir:in -text:line', ['short', 'a user login from one']],
    ['login or short', ['short', 'a user login from one']],
  ])('%s', async (filter, shown) => {
    await panel.filter(filter)
    await expect.poll(() => panel.shownData()).toEqual(shown)
    await panel.root.getByTestId('log-count').getByText(`${shown.length} of `).waitFor()
  })

  it('lets new rows in as they come', async () => {
    await panel.filter('text:late dir:in')
    await panel.root.getByText('No row matches the filter.').waitFor()
    client.write('too early')
    client.write('a late one')
    await panel.row('a late one').waitFor()
  })

  it.each([
    ['peer:x dir:in', 'x', /^At 6: “x” is not a whole number/],
    ['dir:sideways', 'sideways', /^At 5: “sideways” must be one of: in, out, event/],
    ['colour:red', 'colour', /“colour.*” is not a term/],
    ['text:"open', '"', /^At 6: this quote is never closed/],
  ])('marks what is wrong in %s, and keeps the rows', async (filter, marked, message) => {
    await panel.filter('len:5')
    await expect.poll(() => panel.shownData()).toEqual(['short'])
    await panel.filter(filter)
    await problem().filter({ hasText: message }).waitFor()
    const wrong = panel.root.getByTestId('log').locator('.text-err.underline')
    expect((await wrong.allInnerTexts()).join('')).toContain(marked)
    expect(await panel.shownData()).toEqual(['short'])
    await panel.root.getByRole('button', { name: 'Remove the filter' }).click()
    await panel.row('accepted from').first().waitFor()
    expect(await problem().count()).toBe(0)
  })

  it('chooses the next row that shows where the chosen one does not, in the inspector too', async () => {
    await panel.row('a user login from one').click()
    await panel.filter('dir:out')
    const selected = panel.root.locator('[data-testid=log-row][aria-selected=true]')
    await selected.filter({ hasText: 'sent to both' }).waitFor()
    await panel.root.getByTestId('inspector').getByText('12 bytes').waitFor()
    await panel.root.getByRole('button', { name: 'Remove the filter' }).click()
    await panel.row('accepted from').first().waitFor()
  })

  it('narrows to the peers chosen in the list', async () => {
    await panel.peer(2).click()
    await panel.root.getByRole('button', { name: 'Filter log' }).click()
    await expect.poll(() => panel.root.getByTestId('log-filter').inputValue()).toBe('peer:2')
    await expect
      .poll(async () => (await panel.shownData()).slice(1))
      .toEqual(['a longer line from the second', 'sent to both'])
    await panel.root.getByRole('button', { name: 'Remove the filter' }).click()
    await panel.row('accepted from').nth(1).waitFor()
  })

  it('clears the view, and takes that back', async () => {
    const total = await panel.total()
    await panel.logMenu('Clear')
    await panel.root.getByText('No rows since they were cleared.').waitFor()
    await panel.untilTotal(0)
    await writeEach(panel, client, ['after clearing'])
    await expect.poll(() => panel.shownData()).toEqual(['after clearing'])
    await panel.logMenu('Clear')
    await panel.untilTotal(0)
    await writeEach(panel, client, ['after clearing again'])
    await expect.poll(() => panel.shownData()).toEqual(['after clearing again'])
    await panel.root.getByTestId('log-unclear').click()
    await panel.untilTotal(total + 2)
    await panel.row('a user login from one').waitFor()
    await panel.row('after clearing again').waitFor()
  })
})

describe('choosing and copying', () => {
  let panel: EndpointPanel
  let client: Socket
  const chosen = () => panel.root.locator('[data-testid=log-row][aria-selected=true] .data').allInnerTexts()

  beforeAll(async () => {
    ;({ panel, client } = await conversation('Copy'))
    await writeEach(panel, client, ['alpha', 'beta\r\n', 'gamma\u0000', 'delta'])
  })
  afterAll(() => void client.destroy())

  it('chooses rows by mouse', async () => {
    await panel.row('beta').click()
    expect(await chosen()).toEqual(['beta\\r\\n'])
    await panel.row('delta').click({ modifiers: ['Shift'] })
    expect(await chosen()).toEqual(['beta\\r\\n', 'gamma\\0', 'delta'])
  })

  it('chooses rows by keyboard', async () => {
    await panel.row('alpha').click()
    await page.keyboard.press('ArrowDown')
    await expect.poll(chosen).toEqual(['beta\\r\\n'])
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(chosen).toEqual(['beta\\r\\n', 'gamma\\0'])
    await page.keyboard.press('Home')
    await expect.poll(chosen).toEqual([expect.stringContaining('started')])
    await page.keyboard.press('End')
    await expect.poll(chosen).toEqual(['delta'])
    await page.keyboard.press('ControlOrMeta+a')
    await expect.poll(async () => (await chosen()).length).toBe(await panel.total())
  })

  it('copies the chosen rows as text, hex, or with their columns', async () => {
    await panel.row('beta').click()
    await panel.row('gamma').click({ modifiers: ['Shift'] })
    await page.keyboard.press('ControlOrMeta+c')
    await expect.poll(clipboard).toBe('beta\\r\\n\ngamma\\0')
    await page.getByText('Copied 2 rows').first().waitFor()

    await panel.row('gamma').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy as hex', exact: true }).click()
    await expect.poll(clipboard).toBe('62 65 74 61 0d 0a\n67 61 6d 6d 61 00')

    await panel.logMenu('Copy with columns')
    await expect
      .poll(clipboard)
      .toMatch(/^5\t[\d:.]{15}\tin\t#1\t6\tbeta\\r\\n\n6\t[\d:.]{15}\tin\t#1\t6\tgamma\\0$/)
  })

  it('copies the chosen rows as an export would write them', async () => {
    await panel.logMenu('Copy as CSV')
    await expect.poll(clipboard).toMatch(/^record,time,.*\r\n5,.*62657461.*\r\n6,.*67616d6d6100.*\r\n$/)

    await panel.logMenu('Copy as JSON Lines')
    const hexes = async () => {
      const lines = (await clipboard()).trimEnd().split('\n')
      return lines.map((line) => (line.startsWith('{') ? (JSON.parse(line) as { hex?: string }).hex : null))
    }
    await expect.poll(hexes).toEqual(['626574610d0a', '67616d6d6100'])
  })
})

describe('the inspector', () => {
  let panel: EndpointPanel
  let client: Socket
  const dump = () => panel.root.getByTestId('hex-dump')
  const chosenIn = (part: 'hex' | 'text') => dump().locator(`.${part} .chosen`).allInnerTexts()

  beforeAll(async () => {
    ;({ panel, client } = await conversation('Inspect'))
    await writeEach(panel, client, ['The quick brown fox\r\n'])
    await panel.row('The quick').click()
  })
  afterAll(() => void client.destroy())

  it('shows the record as a hex dump with its text beside it', async () => {
    await dump().getByTestId('hex-line').nth(1).waitFor()
    const part = (name: string) => dump().locator(`.${name}`).allInnerTexts()
    expect(await part('offset')).toEqual(['00000000', '00000010'])
    expect((await part('hex')).join('').replace(/\s/g, '')).toBe(
      Buffer.from('The quick brown fox\r\n').toString('hex'),
    )
    expect((await part('text')).join('')).toBe('The quick brown fox..')
    await panel.root.getByTestId('inspector-size').filter({ hasText: '21 bytes' }).waitFor()
    await panel.root.getByTestId('record-facts').getByText('#1').waitFor()
  })

  it('shows bytes chosen on one side on the other, both ways', async () => {
    const at = (side: 'hex' | 'text', byte: number) => dump().locator(`.${side} [data-at="${byte}"]`)
    await at('hex', 4).hover()
    await page.mouse.down()
    await at('hex', 8).hover()
    await page.mouse.up()
    await expect.poll(async () => (await chosenIn('text')).join('')).toBe('quick')
    await panel.root.getByTestId('inspector-size').filter({ hasText: '5 of 21 bytes' }).waitFor()

    await at('text', 16).click()
    await at('text', 18).click({ modifiers: ['Shift'] })
    await expect.poll(() => chosenIn('hex')).toEqual(['66', '6f', '78'])
    await page.keyboard.press('ControlOrMeta+c')
    await expect.poll(clipboard).toBe('66 6f 78')
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => chosenIn('hex')).toEqual(['66', '6f', '78', '0d'])
  })

  it('shows the facts of an event', async () => {
    await panel.row('accepted from').click()
    await panel.root.getByTestId('event-facts').getByText(`127.0.0.1:${client.localPort}`).first().waitFor()
  })
})

describe('a burst', () => {
  it('of 100,000 records arrives whole, and the window answers meanwhile', async () => {
    await window.newEndpoint('UDP endpoint', { Name: 'Burst', Port: '0', Echo: true })
    const burst = window.endpoint('Burst')
    const port = await burst.port('bound')
    const peer = await UdpPeer.bind()
    const firstHalf = echoed(peer, port, 25_000)
    await burst.row('echo').first().waitFor()
    await burst.root.getByRole('button', { name: 'Pause' }).click()
    await firstHalf
    const secondHalf = echoed(peer, port, 25_000)
    await burst.root.getByTestId('log-new').waitFor()
    await secondHalf
    await burst.root.getByRole('button', { name: 'Resume' }).click()
    peer.close()

    await burst.root.getByTestId('records').getByText('100,000', { exact: true }).waitFor()
    // Started, bound, and the first datagram of the peer.
    await burst.untilTotal(100_003)
    await expect.poll(async () => (await burst.cells(burst.rows.last()))[0]).toBe('100003')
    expect(await burst.root.getByTestId('lost').locator('b').innerText()).toBe('0')
  })
})

/** Sends `count` datagrams, a few at a time, and waits for the echo of each: 2 records apiece, none dropped. */
async function echoed(peer: UdpPeer, port: number, count: number): Promise<void> {
  const atOnce = 32
  let sent = 0
  const send = () => peer.send(`datagram ${sent++}`, port)
  await new Promise<void>((resolve) => {
    let back = 0
    const onEcho = () => {
      if (sent < count) send()
      if (++back < count) return
      peer.socket.off('message', onEcho)
      resolve()
    }
    peer.socket.on('message', onEcho)
    for (let first = 0; first < atOnce; first += 1) send()
  })
}
