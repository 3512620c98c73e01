import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayTraffic } from './gateway-traffic'
import { contrastFaults, layoutFaults } from './layout-faults'
import { ShellDriver } from './shell-driver'
import { Workbench, type WindowChoice } from './workbench'

// Pictures are looked at, not compared: `SOCKWRIGHT_PICTURES=write` takes them anew.
const writesPictures = process.env['SOCKWRIGHT_PICTURES'] === 'write'
const pictures = join(import.meta.dirname, 'screenshots')
const readmePicture = join(import.meta.dirname, '..', '..', 'docs', 'workbench.png')

type Scene = 'start' | 'form-error' | 'endpoint' | 'pair' | 'capture'
type Look = Required<WindowChoice>

const looks: readonly (readonly [Look, readonly Scene[]])[] = [
  [
    { size: 'desktop', scheme: 'dark', language: 'en-US' },
    ['start', 'form-error', 'endpoint', 'pair', 'capture'],
  ],
  [{ size: 'desktop', scheme: 'light', language: 'en-US' }, ['endpoint', 'form-error']],
  [{ size: 'desktop', scheme: 'dark', language: 'zh-CN' }, ['endpoint']],
  [{ size: 'desktop', scheme: 'light', language: 'zh-CN' }, ['start', 'capture']],
  [{ size: 'small', scheme: 'dark', language: 'en-US' }, ['endpoint', 'pair', 'capture']],
  [{ size: 'small', scheme: 'light', language: 'zh-CN' }, ['start', 'form-error', 'endpoint', 'pair']],
]

const occupied = createServer()
let workbench: Workbench
let traffic: GatewayTraffic

beforeAll(async () => {
  workbench = await Workbench.start()
  occupied.listen(0, '127.0.0.1')
  await once(occupied, 'listening')
  const page = await workbench.open()
  const window = new ShellDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Greeting: 'HELLO\\r\\n', Reply: 'ACK\\n' })
  const port = await window.endpoint('Gateway').port()
  await window.newEndpoint('TCP client', { Name: 'Device 7', Host: '127.0.0.1', Port: String(port) })
  await window.endpoint('Device 7').state.filter({ hasText: 'connected' }).waitFor()
  await window.newEndpoint('UDP endpoint', { Name: 'Discovery', Port: '0' })
  await window.endpoint('Discovery').port('bound')
  await window.newEndpoint('TCP client', { Name: 'Broker', Host: 'localhost', Port: '1' }, 'Create')
  traffic = await GatewayTraffic.start(port)
  traffic.begin()
  await page.close()
})
afterAll(async () => {
  traffic.stop()
  occupied.close()
  await workbench.stop()
})

/** Leaves the start page as the only tab. */
async function closeAllTabs(page: Page): Promise<void> {
  const close = page.getByRole('tab').getByRole('button')
  await close.first().waitFor()
  for (let tabs = await close.count(); tabs > 0; tabs -= 1) await close.first().click()
  await page.getByTestId('start-page').waitFor()
}

/** Brings the window to a scene; returns where to look for faults. */
const scenes: Record<Scene, (page: Page, window: ShellDriver) => Promise<string>> = {
  async start(page) {
    await closeAllTabs(page)
    return 'body'
  },
  async 'form-error'(page, window) {
    await closeAllTabs(page)
    await page.keyboard.press('ControlOrMeta+1')
    const { port } = occupied.address() as AddressInfo
    await page.getByTestId('option-port').getByRole('spinbutton').fill(String(port))
    await window.problem(String(process.pid)).or(window.form.getByRole('alert')).first().waitFor()
    return '[role=dialog]'
  },
  async endpoint(page, window) {
    await window.sidebarNode('Gateway').click()
    const gateway = window.endpoint('Gateway')
    await gateway.row('seq').first().waitFor()
    await compose(page, gateway.root, 'SET interval=500\\x02payload\\x03 设备四')
    traffic.pause()
    await traffic.peerComesAndGoes()
    await gateway.row('ECONNRESET').last().waitFor()
    await gateway.row('seq').last().click()
    await showInspector(gateway.root)
    return 'body'
  },
  async pair(page) {
    await closeAllTabs(page)
    await page.getByTestId('example-udp-pair').click()
    const [one, two] = [page.getByTestId('endpoint-panel').nth(0), page.getByTestId('endpoint-panel').nth(1)]
    await two.waitFor()
    await one.locator('[data-state=bound]').first().waitFor()
    await compose(page, one, 'ping 世界\\n')
    await page.keyboard.press('ControlOrMeta+Enter')
    await two.getByText('ping 世界').first().waitFor()
    return 'body'
  },
  async capture(page) {
    await closeAllTabs(page)
    await page.getByTestId('capture-row').filter({ hasText: 'Gateway' }).first().click()
    await page
      .getByTestId('capture-panel')
      .getByTestId('log-row')
      .filter({ hasText: '设备四' })
      .last()
      .click()
    return 'body'
  },
}

async function compose(page: Page, panel: Locator, text: string): Promise<void> {
  await panel.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** In a small panel inspector and composer take turns. */
async function showInspector(panel: Locator): Promise<void> {
  const turns = panel.getByTestId('low-pane').getByRole('radio')
  if ((await turns.count()) > 0) await turns.nth(1).click()
  await panel.getByTestId('hex-line').first().waitFor()
}

it.runIf(writesPictures)(
  'takes the picture of the README, once the curves have a past',
  { timeout: 180_000 },
  async () => {
    const page = await workbench.open({ size: 'desktop', scheme: 'dark', language: 'en-US' })
    await closeAllTabs(page)
    const window = new ShellDriver(page)
    await window.sidebarNode('Gateway').click()
    // The curves show the last minute: they begin at the left edge when it is full.
    const full = window.endpoint('Gateway').root.locator('polyline[points^="0.0,"]')
    await full.first().waitFor({ state: 'attached', timeout: 120_000 })
    await scenes.endpoint(page, window)
    await page.screenshot({ path: readmePicture })
    await page.close()
  },
)

describe.each(looks)('in $size, $scheme, $language', (look, shown) => {
  let page: Page
  beforeAll(async () => {
    page = await workbench.open(look)
    await page.getByTestId('tab-area').waitFor()
  })
  afterAll(() => page.close())

  it.each(shown)('nothing of %s is cut off, covered or outside', async (scene) => {
    const root = await scenes[scene](page, new ShellDriver(page))
    if (writesPictures) await takePicture(scene)
    // Rows come and go while traffic flows: a fault is what stays.
    await expect.poll(() => layoutFaults(page, root), { timeout: 5_000 }).toEqual([])
    traffic.begin()
    await page.keyboard.press('Escape')
  })

  it('has words that stand out from what is behind them', async () => {
    expect(await contrastFaults(page)).toEqual([])
  })

  async function takePicture(scene: Scene): Promise<void> {
    const { size, scheme, language } = look
    await page.screenshot({ path: join(pictures, `${scene}-${size}-${scheme}-${language.slice(0, 2)}.png`) })
  }
})

it('keeps two endpoints side by side in two lines of head each, with every choice of the composer', async () => {
  const page = await workbench.open()
  const window = new ShellDriver(page)
  await scenes.pair(page, window)
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 700 },
  ]) {
    await page.setViewportSize(size)
    const head = page.getByTestId('endpoint-head').first()
    await expect.poll(async () => (await head.boundingBox())!.height).toBeLessThan(72)
    await page.getByTestId('composer-encoding').first().waitFor()
    await expect.poll(() => layoutFaults(page), { timeout: 5_000 }).toEqual([])
  }
  await page.getByTestId('tab-view-list').first().getByRole('combobox').click()
  await page.getByRole('option', { name: 'Statistics' }).click()
  await page.getByTestId('statistics').waitFor()
  await page.close()
})

it('has a dump with whole lines at every width of the window', async () => {
  const page = await workbench.open()
  const window = new ShellDriver(page)
  await closeAllTabs(page)
  await window.sidebarNode('Gateway').click()
  const gateway = window.endpoint('Gateway')
  traffic.pause()
  // What is still under way moves the rows: another may be pressed in its place.
  await expect
    .poll(async () => {
      await gateway.row('seq').last().click()
      return gateway.root.getByTestId('inspector-decoded').isVisible()
    })
    .toBe(true)
  for (const [tab, shown] of [
    ['bytes', 'hex-line'],
    ['decoded', 'decoded-panel'],
  ] as const) {
    await gateway.root.getByTestId(`inspector-${tab}`).click()
    for (const width of [1440, 1380, 1300, 1180, 1120, 1024]) {
      await page.setViewportSize({ width, height: 700 })
      await gateway.root.getByTestId(shown).first().waitFor()
      await expect
        .poll(() => layoutFaults(page, '[data-testid=inspector]'), { message: `${tab} at ${width}` })
        .toEqual([])
    }
  }
  await page.close()
})

it('would tell of text that is cut off, outside or covered', async () => {
  const page = await workbench.open()
  await page.evaluate(`
    const faulty = document.createElement('div')
    faulty.innerHTML =
      '<p style="position:fixed;top:300px;left:400px;width:30px;overflow:hidden;white-space:nowrap">much too long</p>' +
      '<p style="position:fixed;top:100px;right:-50px">beyond the edge</p>' +
      '<p style="position:fixed;top:500px;left:400px">below</p>' +
      '<b style="position:fixed;top:490px;left:390px;width:200px;height:50px;background:red"></b>'
    document.body.append(faulty)`)
  const faults = (await layoutFaults(page)).join(' ')
  expect(faults).toContain('cut off: “much too long”')
  expect(faults).toContain('outside the window: “beyond the edge”')
  expect(faults).toContain('“below”')
  await page.close()
})
