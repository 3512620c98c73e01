import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMeta, writeMeta } from '../../src/main/engine/capture/capture-meta'
import { seedCapture } from '../bench/seed-data'
import { makeTestFolder } from '../support/browser'
import { client, pcapFile, server, udpPacket } from '../support/packet-bytes'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

const dayMs = 86_400_000

let folder: string
let old: string
let workbench: Workbench
let page: Page
let window: ShellDriver

beforeAll(async () => {
  folder = await makeTestFolder()
  old = await seedCapture(folder, 8)
  const at = Date.now() - 40 * dayMs
  await writeMeta(old, { ...readMeta(old)!, startedAt: at, endedAt: at })
  await utimes(join(old, 'records.idx'), at / 1_000, at / 1_000)
  workbench = await Workbench.start({ dataFolder: folder })
  page = await workbench.open()
  window = new ShellDriver(page)
})
afterAll(async () => {
  await workbench.stop()
  await rm(folder, { recursive: true, force: true })
})

async function choose(entry: string): Promise<void> {
  await page.getByTestId('capture-menu').click()
  await page.getByRole('menuitem', { name: entry }).click()
}

async function closeTab(): Promise<void> {
  const tabs = page.getByRole('tab').filter({ hasText: 'Many records' })
  await tabs.getByRole('button', { name: /^Close/ }).click()
  await tabs.waitFor({ state: 'detached' })
}

/** A copy of the old capture, beside it, whose description says something else. */
async function copied(name: string, change: Readonly<Record<string, unknown>>): Promise<string> {
  const copy = join(folder, 'captures', `${name}.swcap`)
  await cp(old, copy, { recursive: true })
  const meta = { ...(JSON.parse(await readFile(join(copy, 'meta.json'), 'utf8')) as object), ...change }
  await writeFile(join(copy, 'meta.json'), JSON.stringify(meta))
  return copy
}

describe('a packet file of the machine that runs Sockwright', () => {
  const packetPath = () => window.field('pcap or pcapng file')

  it('is asked for by its path, which may be wrong', async () => {
    await choose('Import packets…')
    await window.form.getByRole('button', { name: 'Import' }).click()
    await window.problem('Enter a path.').waitFor()
    await packetPath().fill('missing.pcap')
    await window.problem('Enter a path.').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.getByTestId('import-failed').getByText('missing.pcap').waitFor()
    await window.form.getByRole('button', { name: 'Close' }).last().click()
    await window.form.waitFor({ state: 'detached' })
  })

  it('becomes a capture in a tab of its own', async () => {
    await mkdir(join(folder, 'workspaces'), { recursive: true })
    const frame = udpPacket(client, server, Buffer.from('reading 7'))
    await writeFile(join(folder, 'workspaces', 'site.pcap'), pcapFile(101, [{ at: 1_000n, frame }]))
    await choose('Import packets…')
    await packetPath().fill('site.pcap')
    await page.keyboard.press('Enter')
    await page.getByText('Packets: 1, messages: 1, peers: 1.').waitFor()
    await page.getByRole('tab', { name: 'site.pcap' }).waitFor()
    await page.getByTestId('capture-panel').getByText('reading 7').first().waitFor()
  })
})

describe('a capture', () => {
  it('is opened by its folder, and what is none is refused in place', async () => {
    await choose('Open capture…')
    await window.field('Folder NAME.swcap').fill('nothing.swcap')
    await page.keyboard.press('Enter')
    await window.form.getByRole('alert').waitFor()
    await window.field('Folder NAME.swcap').fill(old)
    await page.keyboard.press('Enter')
    await window.form.waitFor({ state: 'detached' })
    await closeTab()
  })

  it.each([
    ['of a newer version', 'newer', { version: 99 }, 'newer version'],
    ['of another program', 'foreign', { format: 'something-else' }, 'another program'],
  ])('%s is refused in words, and the window goes on', async (_, name, change, words) => {
    const copy = await copied(name, change)
    await choose('Open capture…')
    await window.field('Folder NAME.swcap').fill(copy)
    await page.keyboard.press('Enter')
    await window.form.getByRole('alert').filter({ hasText: words }).waitFor()
    await window.field('Folder NAME.swcap').fill(old)
    await page.keyboard.press('Enter')
    await window.form.waitFor({ state: 'detached' })
    await closeTab()
    await rm(copy, { recursive: true })
  })

  it('that was cut off opens with what is whole, and says what was mended', async () => {
    const copy = await copied('cut', { closed: false })
    const index = join(copy, 'records.idx')
    await truncate(index, (await stat(index)).size - 10)
    await choose('Open capture…')
    await window.field('Folder NAME.swcap').fill(copy)
    await page.keyboard.press('Enter')
    await window.form.waitFor({ state: 'detached' })
    const panel = page.getByTestId('capture-panel')
    await panel.getByText('22 B of a torn index entry cut off').waitFor()
    await panel.getByText('"seq":6').waitFor()
    await closeTab()
    await rm(copy, { recursive: true })
  })

  it('that is too old goes when one asks for that, and the dialog lists it', async () => {
    await choose('Remove old captures…')
    await window.form.getByText('Nothing yet.').waitFor()
    await window.form.getByRole('switch', { name: 'Remove what was not written to' }).click()
    await window.field('Days').fill('0')
    await window.problem('A whole number from 1 up.').waitFor()
    await window.field('Days').fill('30')
    await window.form.getByTestId('retention-save').click()
    await window.form.waitFor({ state: 'detached' })
    await page.getByTestId('capture-row').filter({ hasText: 'Many records' }).waitFor({ state: 'detached' })
    await expect.poll(() => existsSync(old)).toBe(false)
    const told = page.getByTestId('banner-removals').filter({ hasText: 'the capture Many records' })
    await told.getByRole('button', { name: 'Show' }).click()
    await window.form.getByRole('listitem').filter({ hasText: 'Many records' }).waitFor()
    expect(await window.field('Days').inputValue()).toBe('30')
    await window.closeForm()
    await page.getByTestId('capture-row').filter({ hasText: 'site.pcap' }).waitFor()
  })
})
