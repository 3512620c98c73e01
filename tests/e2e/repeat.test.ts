import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
let server: EndpointPanel
let peer: Socket
let got = ''

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  server = window.endpoint('Gateway')
  peer = connect(await server.port('listening'), '127.0.0.1')
  peer.on('data', (chunk: Buffer) => (got += chunk.toString()))
  await once(peer, 'connect')
})
afterAll(async () => {
  peer.destroy()
  await workbench.stop()
})

const form = () => page.getByTestId('repeat-form')
const rows = () => page.getByTestId('run')
const runsButton = () => page.getByTestId('runs-button')

async function openForm(): Promise<void> {
  await server.root.getByTestId('composer-repeat').click()
  await form().waitFor()
}

async function begin(payload: string, every: string): Promise<void> {
  await server.compose(payload)
  await openForm()
  await form().getByLabel('Every (ms)').fill(every)
  await form().getByTestId('repeat-start').click()
  await form().waitFor({ state: 'detached' })
}

async function openRuns(): Promise<void> {
  await runsButton().click()
  await page.getByTestId('runs-list').waitFor()
}

async function text(of: Locator): Promise<string> {
  return (await of.textContent()) ?? ''
}

describe('repeating what is composed', () => {
  it('sends so many times and stays in the list, done, until it is dismissed', async () => {
    await server.compose('{{seq}};')
    await openForm()
    await form().getByLabel('Every (ms)').fill('5')
    await form().getByRole('radio', { name: 'After times' }).click()
    await form().getByLabel('Times').fill('20')
    // Enter is as good as the button.
    await page.keyboard.press('Enter')
    await expect.poll(() => got).toBe(Array.from({ length: 20 }, (_, index) => `${index + 1};`).join(''))
    await openRuns()
    await rows().getByText('Done.').waitFor()
    expect(await text(rows().first())).toContain('20 sent')
    expect(await text(rows().first())).toContain('of 200/s')
    await rows().first().getByTestId('run-dismiss').click()
    await page.getByText('Nothing runs.').waitFor()
    await page.keyboard.press('Escape')
  })

  it('says beside the field what is wrong, and begins nothing', async () => {
    await openForm()
    await form().getByLabel('Every (ms)').fill('fast')
    await form().getByText('Milliseconds from 0.001 to 86,400,000.').waitFor()
    expect(await form().getByTestId('repeat-start').isDisabled()).toBe(true)
    await form().getByTestId('repeat-recent').first().click()
    expect(await form().getByLabel('Every (ms)').inputValue()).toBe('5')
    await form().getByRole('radio', { name: 'When stopped' }).click()
    await page.keyboard.press('Escape')
  })

  it('shows all that runs with the rate it achieves; each stops alone, and all together', async () => {
    await begin('PING\\n', '10')
    await begin('{{seq}} tick\\n', '0.5')
    await begin('slow one', '60000')
    await runsButton().getByText('3').waitFor()
    await openRuns()
    await expect.poll(() => rows().count()).toBe(3)
    const ping = rows().filter({ hasText: 'PING' })
    await expect
      .poll(async () => Number(/([\d.]+)\/s/.exec(await text(ping.getByTestId('run-rate')))?.[1] ?? 0))
      .toBeGreaterThan(10)
    expect(await text(ping)).toContain('of 100/s')
    expect(await layoutFaults(page, '[data-testid=runs-list]')).toEqual([])
    await page.screenshot({ path: join(import.meta.dirname, 'screenshots', 'runs-desktop-dark-en.png') })
    await ping.getByTestId('run-stop').click()
    await ping.getByText('Stopped.').waitFor()
    await runsButton().getByText('2').waitFor()
    await page.getByTestId('runs-stop-all').click()
    await expect.poll(() => page.locator('[data-testid=run][data-end=person]').count()).toBe(3)
    await runsButton().getByText('0').waitFor()
    await page.getByTestId('runs-dismiss').click()
    await expect.poll(() => rows().count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  it('ends with its endpoint and says so', async () => {
    await begin('PING\\n', '10')
    await server.root.getByRole('button', { name: 'Stop', exact: true }).click()
    await openRuns()
    await rows().getByText('Its endpoint stopped.').first().waitFor()
    await page.keyboard.press('Escape')
  })

  it('is all there in a small light window in Chinese', async () => {
    const small = await workbench.open({ size: 'small', scheme: 'light', language: 'zh-CN' })
    await small
      .getByTestId(/^endpoint-node-/)
      .first()
      .click()
    const repeat = small.getByTestId('composer-repeat').first()
    await repeat.click()
    await small.getByTestId('repeat-form').getByLabel('间隔 (ms)').waitFor()
    await small.screenshot({ path: join(import.meta.dirname, 'screenshots', 'repeat-small-light-zh.png') })
    expect(await layoutFaults(small, '[data-testid=repeat-form]')).toEqual([])
    await small.keyboard.press('Escape')
    await small.getByTestId('runs-button').click()
    await small.getByText('端点已停止。').waitFor()
    await small.screenshot({ path: join(import.meta.dirname, 'screenshots', 'runs-small-light-zh.png') })
  })
})
