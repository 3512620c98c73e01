import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench, windowSizes } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
let panel: EndpointPanel
let client: Socket

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Counted', Port: '0', Reply: 'ACK' })
  panel = window.endpoint('Counted')
  client = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
  await once(client, 'connect')
  for (let message = 1; message <= 40; message += 1) {
    client.write('x'.repeat(message))
    await once(client, 'data')
  }
})
afterAll(async () => {
  client.destroy()
  await workbench.stop()
})

function show(of: EndpointPanel, view: 'Log' | 'Statistics'): Promise<void> {
  return of.root.getByTestId('tab-view').getByRole('radio', { name: view }).click()
}

function figure(of: EndpointPanel, direction: 'in' | 'out', name: string): Locator {
  return of.root.getByTestId(`totals-${direction}`).locator(`[data-figure=${name}]`)
}

/** The figures copied as JSON. */
async function copied(of: EndpointPanel): Promise<Record<string, never> & { from: number; to: number }> {
  await of.root.getByTestId('statistics-copy').click()
  await page.getByRole('menuitem', { name: 'All figures as JSON' }).click()
  const text = await page.evaluate<string>('navigator.clipboard.readText()')
  return JSON.parse(text) as Record<string, never> & { from: number; to: number }
}

describe('the statistics of an endpoint', () => {
  it('count what the log shows, and go on counting', async () => {
    await show(panel, 'Statistics')
    await figure(panel, 'in', 'messages').getByText('40', { exact: true }).waitFor()
    expect(await figure(panel, 'in', 'bytes').innerText()).toBe('820 B')
    expect(await figure(panel, 'out', 'messages').innerText()).toBe('40')
    expect(await figure(panel, 'out', 'bytes').innerText()).toBe('120 B')
    client.write('more')
    await figure(panel, 'in', 'messages').getByText('41', { exact: true }).waitFor()

    await show(panel, 'Log')
    await panel.root.getByTestId('log-filter').fill('dir:in')
    await panel.untilTotal(41)
    await show(panel, 'Statistics')
    await figure(panel, 'out', 'messages').getByText('0', { exact: true }).waitFor()
    expect(await figure(panel, 'in', 'messages').innerText()).toBe('41')
    await panel.root.getByTestId('statistics').getByTestId('log-filter-clear').click()
    await figure(panel, 'out', 'messages').getByText('41', { exact: true }).waitFor()
  })

  it('list the peer with its address, and show only its rows when it is pressed', async () => {
    const row = panel.root.getByTestId('statistics-peers').getByRole('row').nth(1)
    await row.getByText(`127.0.0.1:${client.localPort}`).waitFor()
    await row.getByRole('button', { name: '#1' }).click()
    await expect
      .poll(() => panel.root.getByTestId('statistics').getByTestId('log-filter').inputValue())
      .toBe('peer:1')
    await panel.root.getByTestId('statistics').getByTestId('log-filter-clear').click()
    await expect
      .poll(() => panel.root.getByTestId('statistics').getByTestId('log-filter').inputValue())
      .toBe('')
  })

  it('read bars and the chart from the keyboard', async () => {
    const bars = panel.root.getByRole('region', { name: 'Message sizes' })
    await bars.getByTestId('bar').first().focus()
    await expect.poll(() => bars.getByTestId('bar-told').innerText()).toBe('1 B to 1 B: received 1, sent 0')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => bars.getByTestId('bar-told').innerText()).toBe('2 B to 3 B: received 2, sent 41')
    const chart = panel.root.getByTestId('statistics-chart')
    await chart.focus()
    await page.keyboard.press('Shift+ArrowLeft')
    await panel.root.getByTestId('legend-messages').getByText('/s').first().waitFor()
  })
})

describe('the statistics of a capture', () => {
  it('can be zoomed, scrolled back over the whole capture, and shown whole again', async () => {
    await window.endpoint('Counted').root.getByTestId('endpoint-stop').click()
    const capture = await window.openCapture('Counted')
    await show(capture, 'Statistics')
    await figure(capture, 'in', 'messages').getByText('41', { exact: true }).waitFor()
    const whole = await copied(capture)

    const chart = capture.root.getByTestId('statistics-chart')
    await chart.focus()
    for (let times = 0; times < 3; times += 1) {
      await page.keyboard.press('+')
    }
    await page.keyboard.press('End')
    await expect.poll(async () => (await copied(capture)).to >= whole.to).toBe(true)
    const late = await copied(capture)
    expect(late.to - late.from).toBeLessThan((whole.to - whole.from) / 4)
    await chart.focus()
    await page.keyboard.press('Home')
    await expect.poll(async () => (await copied(capture)).from < late.from).toBe(true)
    const early = await copied(capture)
    expect(early.from).toBeLessThanOrEqual(whole.from)
    // Drawing a stretch zooms in further.
    const box = (await chart.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.3, box.y + 80)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 80, { steps: 4 })
    await page.mouse.up()
    await expect.poll(async () => (await copied(capture)).from > early.from).toBe(true)
    await capture.root.getByTestId('statistics-live').click()
    await figure(capture, 'in', 'messages').getByText('41', { exact: true }).waitFor()
    expect(await capture.root.getByTestId('capture-records').innerText()).toBe('82')
  })

  it.each(Object.keys(windowSizes) as (keyof typeof windowSizes)[])('are not clipped (%s)', async (size) => {
    await page.setViewportSize(windowSizes[size])
    await page.getByTestId('statistics').first().waitFor()
    expect(await layoutFaults(page)).toEqual([])
  })
})
