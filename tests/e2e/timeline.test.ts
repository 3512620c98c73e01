import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeAt } from '../../src/shared/timeline/diagram/to-scale'
import { layoutFaults } from './layout-faults'
import { ShellDriver } from './shell-driver'
import type { EndpointPanel } from './window-driver'
import { Workbench, windowSizes } from './workbench'

let workbench: Workbench
let page: Page
let window: ShellDriver
let client: EndpointPanel

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new ShellDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Echo', Port: '0', Echo: true })
  const port = await window.endpoint('Echo').port()
  await window.newEndpoint('TCP client', { Name: 'Learner', Host: '127.0.0.1', Port: String(port) })
  client = window.endpoint('Learner')
  await client.state.filter({ hasText: 'connected' }).waitFor()
  await client.send('hello')
  await client.row('hello').nth(1).waitFor()
})
afterAll(() => workbench.stop())

function view(of: EndpointPanel, name: 'Log' | 'Timeline'): Promise<void> {
  return of.root.getByTestId('tab-view').getByRole('radio', { name }).click()
}

const timeline = () => client.root.getByTestId('timeline')
const steps = () => client.root.getByTestId('timeline-step')

function step(call: string, side: 'left' | 'right'): Locator {
  return client.root.locator(`[data-testid=timeline-step][data-call=${call}][data-side=${side}]`).first()
}

describe('the timeline of a connection', () => {
  it('grows while the connection lives, with both ends and the state that the system tells', async () => {
    await view(client, 'Timeline')
    await timeline().and(page.locator('[data-lanes="2"]')).waitFor()
    await step('write', 'right').waitFor()
    await client.root.getByTestId('kernel-facts').getByText('ESTABLISHED').first().waitFor()
    await client.root.getByTestId('endpoint-stop').click()
    await step('end', 'right').waitFor()
    await step('close', 'left').waitFor()
    // Only what is in sight is drawn: a window in which all of it is.
    await page.setViewportSize({ width: 1440, height: 1_200 })
    await step('socket', 'right').waitFor()
    const calls = await steps().evaluateAll((all) =>
      all.map((one) => `${one.getAttribute('data-side')} ${one.getAttribute('data-call')}`),
    )
    expect(calls.slice(0, 4)).toEqual(['right socket', 'right bind', 'right listen', 'left socket'])
    const rest = calls.slice(4)
    expect(new Set(rest.slice(0, 3))).toEqual(new Set(['left connect', 'right accept', 'left handshake']))
    expect(rest.slice(3, 7)).toEqual(['left write', 'right read', 'right write', 'left read'])
    expect(rest).toContain('left shutdown')
    expect(rest.at(-1)).toMatch(/close$/)
    expect(await step('bind', 'right').getAttribute('data-derived')).toBe('true')
    expect(await step('listen', 'right').getAttribute('data-derived')).toBe('false')
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('explains each step, goes across and to the record from the keyboard', async () => {
    await client.root.getByTestId('timeline-steps').focus()
    await page.keyboard.press('Home')
    const sentence = client.root.getByTestId('step-sentence')
    await sentence.filter({ hasText: 'Asks the system for a socket' }).waitFor()
    expect(await client.root.getByTestId('step-certainty').innerText()).toBe('derived')
    expect(await step('write', 'left').getAttribute('aria-label')).toMatch(/^Learner: write 5 B, .*“hello”/)
    await step('write', 'left').click()
    await sentence.filter({ hasText: 'The other side reads them' }).waitFor()
    expect(await client.root.getByTestId('step-state').innerText()).toContain('ESTABLISHED')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => step('read', 'right').getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => step('write', 'left').getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Enter')
    await client.row('hello').first().waitFor()
    await expect.poll(() => client.row('hello').first().getAttribute('aria-selected')).toBe('true')
  })

  it('leads to the record of the other end in its own tab', async () => {
    await view(client, 'Timeline')
    await step('accept', 'right').dblclick()
    const server = window.endpoint('Echo')
    await expect.poll(() => server.row('accepted from').first().getAttribute('aria-selected')).toBe('true')
    await window.choose('Learner')
  })

  it('zooms to scale and back', async () => {
    await client.root.getByTestId('timeline-layout').getByRole('radio', { name: 'To scale' }).click()
    const scale = client.root.getByTestId('timeline-scale')
    const span = async () =>
      Number(await scale.getAttribute('data-to')) - Number(await scale.getAttribute('data-from'))
    await step('write', 'left').waitFor()
    const whole = await span()
    await step('write', 'left').click({ force: true })
    for (let times = 0; times < 8; times += 1) await scale.press('+')
    await expect.poll(span).toBeLessThan(whole / 200)
    await client.root.getByTestId('timeline-shown').waitFor()
    await scale.press('Escape')
    await expect.poll(span).toBe(whole)
  })

  it('zooms with the wheel around the pointer, into a time without steps too', async () => {
    const scale = client.root.getByTestId('timeline-scale')
    const { x, y, height } = (await scale.boundingBox())!
    // Most of this life is the waiting before the client was stopped.
    const pointer = Math.round(y + height * 0.85)
    const shown = async () => {
      const [from, to] = await Promise.all(['data-from', 'data-to'].map((name) => scale.getAttribute(name)))
      return { from: Number(from), to: Number(to), height, whole: 0 }
    }
    const before = await shown()
    await page.mouse.move(x + 400, pointer)
    await page.keyboard.down('Control')
    for (let times = 0; times < 20; times += 1) await page.mouse.wheel(0, -100)
    await page.keyboard.up('Control')
    const empty = client.root.getByTestId('timeline-empty')
    await empty.waitFor()
    const after = await shown()
    expect(after.to - after.from).toBeLessThan((before.to - before.from) / 10)
    const pixel = (before.to - before.from) / height
    expect(Math.abs(timeAt(pointer - y, after) - timeAt(pointer - y, before))).toBeLessThan(2 * pixel)
    await scale.press('0')
    await empty.waitFor({ state: 'detached' })
    await step('connect', 'left').waitFor()
    await client.root.getByTestId('timeline-layout').getByRole('radio', { name: 'Steps' }).click()
  })

  it('goes to an SVG file as it is shown', async () => {
    const download = page.waitForEvent('download')
    await client.root.getByTestId('timeline-svg').click()
    const file = await download
    expect(file.suggestedFilename()).toBe('Learner timeline.svg')
    const svg = await readFile(await file.path(), 'utf8')
    expect(svg).toMatch(/^<svg xmlns=/)
    for (const text of ['connect(127.0.0.1', 'accept() → #1', '“hello”', 'FIN', '#0f1216'])
      expect(svg).toContain(text)
    expect(svg).not.toMatch(/<script|href=|url\(|var\(/)
  })

  it.each(Object.keys(windowSizes) as (keyof typeof windowSizes)[])('is not clipped (%s)', async (size) => {
    await page.setViewportSize(windowSizes[size])
    await step('connect', 'left').click()
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize(windowSizes.desktop)
  })
})
