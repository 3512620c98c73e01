import { once } from 'node:events'
import { readFile, readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

/** A server with one client of the test, which has said each of `texts` as a message of its own. */
async function spoken(
  name: string,
  texts: readonly string[],
): Promise<{ panel: EndpointPanel; client: Socket }> {
  await window.newEndpoint('TCP server', { Name: name, Port: '0' })
  const panel = window.endpoint(name)
  const client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
  await once(client, 'connect')
  await panel.row('accepted from').waitFor()
  await say(panel, client, texts)
  return { panel, client }
}

async function say(panel: EndpointPanel, client: Socket, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const before = await panel.total()
    client.write(text)
    await panel.untilTotal(before + 1)
    await panel.row(text).first().waitFor()
  }
}

const mark = (row: Locator) => row.getByTestId('log-bookmark')
const isMarked = (row: Locator) => mark(row).getAttribute('aria-pressed')
const selected = (panel: EndpointPanel) => panel.root.locator('[data-testid=log-row][aria-selected=true]')
const bookmarks = () => page.getByTestId('bookmark-list')

/** The notes in the capture of `name` on disk. */
async function notesOnDisk(name: string): Promise<string[]> {
  const captures = join(workbench.dataFolder, 'captures')
  const folder = (await readdir(captures)).find((one) => one.includes(`-${name}-`))!
  const text = await readFile(join(captures, folder, 'notes.json'), 'utf8')
  return (JSON.parse(text) as { bookmarks: { note: string }[] }).bookmarks.map(({ note }) => note)
}

describe('bookmarks', () => {
  let panel: EndpointPanel
  let client: Socket

  beforeAll(async () => {
    ;({ panel, client } = await spoken('Marks', ['alpha', 'beta', 'gamma', 'delta']))
  })

  it('are set and removed by key, and the removal is taken back', async () => {
    await panel.row('beta').click()
    await page.keyboard.press('b')
    await expect.poll(() => isMarked(panel.row('beta'))).toBe('true')
    await page.keyboard.press('b')
    await expect.poll(() => isMarked(panel.row('beta'))).toBe('false')
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => isMarked(panel.row('beta'))).toBe('true')
  })

  it('are set by a click left of the number, and from the menu of a row', async () => {
    await mark(panel.row('alpha')).click()
    await expect.poll(() => isMarked(panel.row('alpha'))).toBe('true')
    await panel.row('delta').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Bookmark', exact: true }).click()
    await expect.poll(() => isMarked(panel.row('delta'))).toBe('true')
  })

  it('take a note in place, which Esc leaves as it was', async () => {
    await panel.row('beta').click()
    await page.keyboard.press('n')
    await page.keyboard.type('the second letter')
    await page.keyboard.press('Enter')
    const note = panel.row('beta').getByTestId('log-note')
    await note.filter({ hasText: 'the second letter' }).waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type(' and more')
    await page.keyboard.press('Escape')
    expect(await note.innerText()).toBe('the second letter')
    // The keys of a note are not those of the log.
    expect(await isMarked(panel.row('beta'))).toBe('true')
    expect(await notesOnDisk('Marks')).toEqual(['', 'the second letter', ''])
  })

  it('are gone through with keys, on at the other end', async () => {
    await panel.row('alpha').click()
    await page.keyboard.press('Alt+ArrowDown')
    await selected(panel).filter({ hasText: 'beta' }).waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    await selected(panel).filter({ hasText: 'delta' }).waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    await selected(panel).filter({ hasText: 'alpha' }).waitFor()
    await page.keyboard.press('Alt+ArrowUp')
    await selected(panel).filter({ hasText: 'delta' }).waitFor()
  })

  it('are listed, searched, gone to and removed there', async () => {
    await panel.root.getByTestId('log-bookmarks').click()
    await expect.poll(() => bookmarks().getByTestId('bookmark').count()).toBe(3)
    await page.keyboard.type('second')
    await expect.poll(() => bookmarks().getByTestId('bookmark').count()).toBe(1)
    await page.keyboard.press('Enter')
    await selected(panel).filter({ hasText: 'beta' }).waitFor()
    await bookmarks().waitFor({ state: 'detached' })
    await panel.root.getByTestId('log-bookmarks').click()
    await bookmarks().getByRole('button', { name: 'Remove bookmark' }).last().click()
    await expect.poll(() => isMarked(panel.row('delta'))).toBe('false')
    await page.keyboard.press('Escape')
  })

  it('say so where the filter hides them', async () => {
    await panel.filter('alpha')
    await panel.untilTotal(1)
    await panel.root.getByTestId('log-bookmarks').click()
    await bookmarks().getByTestId('bookmark').filter({ hasText: 'second' }).click()
    await page.getByText(/Record \d+ is hidden/).waitFor()
    await page.keyboard.press('Escape')
    await panel.filter('')
    await panel.row('gamma').waitFor()
  })

  it('are the same in another window, and stay when the capture is opened again', async () => {
    const other = await workbench.open()
    const there = new WindowDriver(other).endpoint('Marks')
    await there.row('gamma').waitFor()
    await expect.poll(() => isMarked(there.row('beta'))).toBe('true')
    await mark(panel.row('gamma')).click()
    await expect.poll(() => isMarked(there.row('gamma'))).toBe('true')
    await mark(there.row('alpha')).click()
    await expect.poll(() => isMarked(panel.row('alpha'))).toBe('false')
    await other.close()
    client.destroy()
    await panel.row('the peer closed').waitFor()
    await panel.root.getByRole('button', { name: 'Stop' }).click()
    await panel.state.filter({ hasText: 'stopped' }).waitFor()
    const opened = await window.openCapture('Marks')
    await opened.row('beta').getByTestId('log-note').waitFor()
    expect(await isMarked(opened.row('gamma'))).toBe('true')
  })
})

describe('the columns of times', () => {
  it('tell what is chosen in their heads, and keep it', async () => {
    const { panel, client } = await spoken('Times', ['one', 'two'])
    const second = connect({ port: await panel.port(), host: '127.0.0.1' })
    await once(second, 'connect')
    await panel.untilTotal(6)
    await say(panel, client, ['three'])
    const cells = async (text: string) => panel.cells(panel.row(text))
    const today = await page.evaluate<string>(
      `(() => { const at = new Date(); return at.getFullYear() + '-' + String(at.getMonth() + 1).padStart(2, '0') })()`,
    )
    expect(await panel.root.getByTestId('log-time').innerText()).toContain(today)
    const whole = await cells('three')
    await panel.root.getByTestId('log-time').click()
    await page.getByRole('menuitem', { name: 'Since the start' }).click()
    await expect.poll(async () => (await cells('started:'))[1]).toBe('0:00:00.000000')
    expect((await cells('three'))[1]).toMatch(/^0:0\d:\d\d\.\d{6}$/)
    await panel.root.getByTestId('log-delta').click()
    await page.getByRole('menuitem', { name: 'same peer' }).click()
    // Another peer came in between: the difference to the row before is less. Rows that are asked for anew are empty first.
    const ms = (text: string) => Number(text.replace(',', ''))
    await expect.poll(async () => ms((await cells('three'))[2]!)).toBeGreaterThan(ms(whole[2]!))
    expect((await cells('started:'))[2]).toBe('')
    await page.reload()
    await panel.row('three').waitFor()
    await expect.poll(async () => (await cells('started:'))[1]).toBe('0:00:00.000000')
    await panel.root.getByTestId('log-time').click()
    await page.getByRole('menuitem', { name: 'Time of day' }).click()
    await panel.root.getByTestId('log-delta').click()
    await page.getByRole('menuitem', { name: 'row before' }).click()
    await expect.poll(async () => (await cells('three')).slice(1, 3)).toEqual(whole.slice(1, 3))
    client.destroy()
    second.destroy()
  })
})

describe('identical neighbours', () => {
  it('become one row with a count, which opens and closes, while more of them come', async () => {
    const { panel, client } = await spoken('Runs', ['ping', 'ping', 'ping', 'pong', 'ping'])
    const run = (text: string) => panel.row(text).first().getByTestId('log-run')
    await panel.root.getByTestId('log-collapse').click()
    await panel.untilTotal(6)
    expect(await run('ping').innerText()).toBe('×3')
    expect(await panel.root.getByTestId('log-count').innerText()).toBe('6 rows for 8')
    client.write('ping')
    await panel.rows.last().getByTestId('log-run').filter({ hasText: '×2' }).waitFor()
    client.write('ping')
    await panel.rows.last().getByTestId('log-run').filter({ hasText: '×3' }).waitFor()

    await panel.row('ping').first().click()
    await page.keyboard.press('ArrowRight')
    await panel.untilTotal(8)
    expect((await panel.shownData()).filter((data) => data.endsWith('ping'))).toHaveLength(4)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowLeft')
    await panel.untilTotal(6)
    await selected(panel).filter({ hasText: '×3' }).waitFor()
    client.destroy()
  })

  it('leave find, copies and exports right', async () => {
    const { panel, client } = await spoken('Exact', ['aaa', 'hit', 'hit', 'hit', 'bbb', 'hit'])
    await panel.root.getByTestId('log-collapse').click()
    await panel.untilTotal(7)
    await panel.row('aaa').click()
    await page.keyboard.press('ControlOrMeta+f')
    await page.keyboard.type('hit')
    await page.keyboard.press('Enter')
    const status = panel.root.getByTestId('log-find-status')
    await status.filter({ hasText: '1 of 4' }).waitFor()
    await selected(panel).filter({ hasText: '×3' }).waitFor()
    await page.keyboard.press('Enter')
    await status.filter({ hasText: '4 of 4' }).waitFor()
    expect(await selected(panel).getByTestId('log-run').count()).toBe(0)
    await page.keyboard.press('Shift+Enter')
    await status.filter({ hasText: '3 of 4' }).waitFor()
    await selected(panel).filter({ hasText: '×3' }).waitFor()
    await page.keyboard.press('Escape')

    await panel.row('×3').click()
    await panel.logMenu('Copy with columns')
    await page.getByText('Copied 1 rows, which stand for 3 records').waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(/\thit\t×3$/)

    await panel.root.getByTestId('log-export').click()
    const download = page.waitForEvent('download')
    await page.getByRole('dialog').getByTestId('export-start').click()
    const file = await (await download).path()
    expect((await readFile(file, 'utf8')).match(/hit/g)).toHaveLength(4)
    client.destroy()
  })
})
