import { once } from 'node:events'
import { connect } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('finding in the log', () => {
  it('goes from match to match, hides nothing, marks them, and says where it went on', async () => {
    await window.newEndpoint('TCP server', { Name: 'Find', Port: '0' })
    const panel = window.endpoint('Find')
    const client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
    await once(client, 'connect')
    await panel.row('accepted from').waitFor()
    for (const text of ['alpha 1', 'beta', 'ALPHA 2', 'gamma']) {
      const before = await panel.total()
      client.write(text)
      await panel.untilTotal(before + 1)
    }
    const total = await panel.total()
    await panel.row('beta').click()

    await page.keyboard.press('Control+f')
    const field = page.getByTestId('log-find')
    await field.fill('alpha')
    const status = page.getByTestId('log-find-status')
    const selected = page.locator('[data-testid=log-row][aria-selected=true]')
    await status.filter({ hasText: '2 of 2' }).waitFor()
    expect(await selected.textContent()).toContain('ALPHA 2')
    expect(await panel.total()).toBe(total)
    expect(await page.locator('[data-testid=log-row] mark', { hasText: 'alpha' }).count()).toBe(2)
    await page.locator('[data-testid=hex-dump] .hit').first().waitFor()

    await field.press('Enter')
    await status.filter({ hasText: '1 of 2' }).waitFor()
    expect(await status.textContent()).toContain('went on at the other end')
    await selected.filter({ hasText: 'alpha' }).waitFor()
    await field.press('Shift+Enter')
    await status.filter({ hasText: '2 of 2' }).waitFor()
    await page.keyboard.press('F3')
    await status.filter({ hasText: '1 of 2' }).waitFor()

    await field.fill('/alpha (?=2)/')
    await field.press('Enter')
    const problem = page.getByTestId('log-find-problem')
    await problem.waitFor()
    expect(await problem.textContent()).toContain('look-around')
    await field.fill('/^gam+a$/')
    await status.filter({ hasText: '1 of 1' }).waitFor()
    await field.fill('no such thing')
    await status.filter({ hasText: 'No match' }).waitFor()
    await field.press('Escape')
    await field.waitFor({ state: 'detached' })
    client.destroy()
  })
})
