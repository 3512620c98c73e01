import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

let dataFolder: string
let workbench: Workbench
let page: Page
let window: ShellDriver

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'sockwright-e2e-'))
  await begin()
})
afterAll(async () => {
  await workbench.stop()
  await rm(dataFolder, { recursive: true, force: true })
})
afterEach(async () => {
  if (await window.form.isVisible()) await window.closeForm()
})

async function begin(): Promise<void> {
  workbench = await Workbench.start({ dataFolder })
  page = await workbench.open()
  window = new ShellDriver(page)
}

/** Ends the program as by Ctrl+C and starts it anew on the same folder. */
async function startAgain(): Promise<void> {
  await workbench.stop()
  await begin()
}

const file = (name: string) => join(dataFolder, 'workspaces', `${name}.sockwright.json`)
const tabNames = async () => (await page.locator('.dv-tab').allInnerTexts()).map((name) => name.trim())

describe('the next start', () => {
  it('finds endpoints, split, tabs, history, theme and language again, and starts nothing by itself', async () => {
    await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0', Echo: true })
    const port = await window.endpoint('Gateway').port()
    await window.newEndpoint('TCP client', { Name: 'Device', Host: '127.0.0.1', Port: String(port) })
    const device = window.endpoint('Device')
    await device.state.filter({ hasText: 'connected' }).waitFor()
    await device.send('kept in the history')
    await device.row('kept in the history').nth(1).waitFor()
    await device.send('and this one')
    await device.row('and this one').nth(1).waitFor()
    await window.closeTab('Start')
    await splitToTheRight('Device')
    await page.getByTestId('switch-theme').click()
    await page.locator('[data-theme=light]').waitFor()
    await page.getByTestId('switch-language').click()
    await page.getByTestId('switch-language').filter({ hasText: 'English' }).waitFor()

    await startAgain()
    await window.sidebarState('Gateway', 'stopped')
    await window.sidebarState('Device', 'stopped')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    await page.getByTestId('switch-language').filter({ hasText: 'English' }).click()
    await page.getByTestId('switch-theme').click()
    expect(await tabNames()).toEqual(['Gateway', 'Device'])
    await window.endpoint('Gateway').root.waitFor()
    await window.endpoint('Device').root.waitFor()
    expect(await leftOf('Device')).toBeGreaterThan(await leftOf('Gateway'))

    await window.endpoint('Device').payload.click()
    await page.keyboard.press('ArrowUp')
    await window.endpoint('Device').payload.filter({ hasText: 'and this one' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await window.endpoint('Device').payload.filter({ hasText: 'kept in the history' }).waitFor()
    await page.getByTestId('capture-row').filter({ hasText: 'Gateway' }).first().waitFor()
  })

  /** Drags the tab of `name` to the right edge of the panel it shows. */
  async function splitToTheRight(name: string): Promise<void> {
    const area = (await page.getByTestId('tab-area').boundingBox())!
    await window.tab(name).dragTo(page.getByTestId('tab-area'), {
      targetPosition: { x: area.width - 30, y: area.height / 2 },
    })
    await window.endpoint('Gateway').root.waitFor()
    await window.endpoint(name).root.waitFor()
  }

  async function leftOf(name: string): Promise<number> {
    return (await window.endpoint(name).root.boundingBox())!.x
  }
})

describe('workspaces', () => {
  it('saves under another name and goes on there; asks before it replaces a file', async () => {
    await window.workspaceMenu('Save as…')
    await window.fillForm({ Name: 'bench' })
    await window.form.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('toast').filter({ hasText: 'Saved as bench.' }).waitFor()
    await page.getByRole('button', { name: 'Workspace bench' }).waitFor()
    await window.endpointMenu('Device', 'Delete')
    await window.sidebarNode('Device').waitFor({ state: 'detached' })
    expect(await readFile(file('main'), 'utf8')).toContain('"name": "Device"')
    expect(await readFile(file('bench'), 'utf8')).not.toContain('"name": "Device"')

    await page.keyboard.press('ControlOrMeta+Shift+S')
    await window.fillForm({ Name: 'main' })
    await window.form.getByRole('button', { name: 'Save', exact: true }).click()
    await window.problem('exists already').waitFor()
    await window.closeForm()
    expect(await readFile(file('main'), 'utf8')).toContain('"name": "Device"')
  })

  it('replaces a file where one says so', async () => {
    await writeFile(file('spare'), '{"spare":true}')
    await window.workspaceMenu('Save as…')
    await window.fillForm({ Name: 'spare' })
    await window.form.getByRole('button', { name: 'Save', exact: true }).click()
    await window.problem('exists already').getByRole('button', { name: 'Replace it' }).click()
    await page.getByTestId('toast').filter({ hasText: 'Saved as spare.' }).waitFor()
    expect(await readFile(file('spare'), 'utf8')).toContain('"name": "Gateway"')
  })

  it('refuses a name that no file can have', async () => {
    await window.workspaceMenu('Save as…')
    await window.fillForm({ Name: 'a/b' })
    await window.problem('A name may not contain').waitFor()
  })

  it('opens another one, and asks where that closes sockets', async () => {
    await window.endpointMenu('Gateway', 'Start')
    await window.sidebarState('Gateway', 'listening')
    await window.workspaceMenu('main')
    await page.getByTestId('switch-question').filter({ hasText: 'One endpoint has open sockets.' }).waitFor()
    await window.form.getByRole('button', { name: 'Stay here' }).click()
    await window.sidebarState('Gateway', 'listening')
    await window.workspaceMenu('main')
    await window.form.getByRole('button', { name: 'Stop them and open' }).click()
    await window.sidebarState('Device', 'stopped')
    await window.sidebarState('Gateway', 'stopped')
    await page.getByRole('button', { name: 'Workspace main' }).waitFor()
  })

  it('leaves one from a newer version untouched, says so, and stays where it is', async () => {
    const newer = '{"format":"sockwright-workspace","version":99,"endpoints":[],"layout":null}\n'
    await writeFile(file('future'), newer)
    await page.keyboard.press('ControlOrMeta+o')
    await window.form.getByRole('button', { name: /^future/ }).click()
    await window
      .problem('written by a newer version (format 99). It was left untouched; update Sockwright')
      .waitFor()
    await window.closeForm()
    expect(await readFile(file('future'), 'utf8')).toBe(newer)
    await window.sidebarNode('Device').waitFor()
  })

  it('keeps a broken one aside, names it, and opens an empty one', async () => {
    await writeFile(file('broken'), '{"format":"sockwright-workspace","version":1,"endpoints":[{"id":')
    await window.workspaceMenu('Open workspace…')
    await window.form.getByRole('button', { name: /^broken/ }).click()
    const banner = page.getByTestId('banner-workspace')
    await banner.filter({ hasText: 'is not a readable workspace' }).waitFor()
    const keptAs = /kept as (broken\.broken-[\w-]+\.json);/.exec(await banner.innerText())?.[1]
    expect(await readdir(join(dataFolder, 'workspaces'))).toContain(keptAs)
    expect(await readFile(join(dataFolder, 'workspaces', keptAs!), 'utf8')).toContain('"endpoints":[{"id":')
    await page.getByText('None yet. Make one with + New.').waitFor()
    await window.workspaceMenu('main')
    await banner.waitFor({ state: 'detached' })
    await window.sidebarNode('Device').waitFor()
  })

  it('is read-only in a second program, which says so and changes nothing', async () => {
    const before = await readFile(file('main'), 'utf8')
    const second = await Workbench.start({ dataFolder })
    try {
      const otherPage = await second.open()
      const other = new ShellDriver(otherPage)
      await otherPage
        .getByTestId('banner-read-only')
        .filter({
          hasText: `open in process ${workbench.pid}, so it is read-only here: changes are not saved.`,
        })
        .waitFor()
      await otherPage.getByTestId('read-only').waitFor()
      await other.newEndpoint('UDP endpoint', { Name: 'Refused', Port: '0' }, 'Create')
      await other.form
        .getByTestId('form-failure')
        .filter({ hasText: `open in another process (${workbench.pid}), so it is read-only here` })
        .waitFor()
      await other.closeForm()
      await otherPage.getByTestId('banner-read-only').getByRole('button', { name: 'Save as…' }).click()
      await other.fillForm({ Name: 'own copy' })
      await other.form.getByRole('button', { name: 'Save', exact: true }).click()
      await otherPage.getByTestId('banner-read-only').waitFor({ state: 'detached' })
      await other.newEndpoint('UDP endpoint', { Name: 'Accepted', Port: '0' }, 'Create')
      await other.sidebarNode('Accepted').waitFor()
    } finally {
      await second.stop()
    }
    expect(await readFile(file('main'), 'utf8')).toBe(before)
  })
})

describe('tabs, palette and shortcuts', () => {
  it('closes tabs and opens them again, and never leaves the window empty', async () => {
    await startAgain()
    await window.sidebarNode('Gateway').click()
    await window.endpoint('Gateway').root.waitFor()
    for (const name of await tabNames()) await window.closeTab(name)
    await window.startPage.waitFor()
    await window.sidebarNode('Device').click()
    await window.endpoint('Device').root.waitFor()
    await page.getByTestId('capture-row').first().click()
    await page.getByTestId('capture-panel').waitFor()
    expect(await tabNames()).toHaveLength(3)
  })

  it('walks through the tabs and closes one by keyboard', async () => {
    await page.keyboard.press('Alt+PageDown')
    await window.startPage.waitFor()
    await page.keyboard.press('Alt+PageDown')
    await window.endpoint('Device').root.waitFor()
    await page.keyboard.press('Alt+PageUp')
    await window.startPage.waitFor()
    await page.keyboard.press('Alt+w')
    await window.tab('Start').waitFor({ state: 'detached' })
  })

  it('finds endpoints and commands in the palette, by keyboard alone', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('gatew')
    await page.getByRole('option', { name: 'Gateway' }).first().waitFor()
    await page.keyboard.press('Enter')
    await window.endpoint('Gateway').root.waitFor()

    await window.command('Start Gateway')
    await window.sidebarState('Gateway', 'listening')
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('nothing is called so')
    await page.getByText('Nothing matches.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('palette').waitFor({ state: 'detached' })
    await window.command('Stop Gateway')
    await window.sidebarState('Gateway', 'stopped')
  })

  it('lists its shortcuts with ?, but types it where one types', async () => {
    await window.sidebarNode('Gateway').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await window.form.waitFor({ state: 'detached' })
    await window.sidebarNode('Gateway').click()
    await window.endpoint('Gateway').payload.click()
    await page.keyboard.press('?')
    await window.endpoint('Gateway').payload.filter({ hasText: '?' }).waitFor()
    expect(await window.form.count()).toBe(0)
  })
})

describe('quitting from the window', () => {
  it('asks while sockets are open, and ends the program when one says so', async () => {
    await window.endpointMenu('Gateway', 'Start')
    await window.sidebarState('Gateway', 'listening')
    await window.command('Quit')
    await page.getByTestId('quit-question').filter({ hasText: 'One endpoint has open sockets.' }).waitFor()
    await page.getByRole('button', { name: 'Stay' }).click()
    await window.sidebarState('Gateway', 'listening')
    await window.command('Quit')
    await page.getByTestId('quit').click()
    expect(await workbench.ended()).toBe(0)
    await page.getByTestId('link-lost').waitFor()
    await workbench.stop()
    await begin()
    await window.sidebarState('Gateway', 'stopped')
  })
})
