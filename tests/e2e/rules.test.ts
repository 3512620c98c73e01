import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench, windowSizes } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver
let panel: EndpointPanel
let rules: Locator
const clients: Socket[] = []

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  panel = window.endpoint('Gateway')
  rules = panel.root.getByTestId('rules-view')
  await panel.port()
})
afterAll(async () => {
  clients.forEach((client) => client.destroy())
  await workbench.stop()
})

const show = (view: RegExp) => panel.root.getByTestId('tab-view').getByRole('radio', { name: view }).click()
const row = (name: string) => rules.locator(`[data-testid=rule-row][data-rule="${name}"]`)
const order = () =>
  rules.getByTestId('rule-row').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-rule')))

async function client(): Promise<Socket> {
  const socket = connect({ port: await panel.port(), host: '127.0.0.1', noDelay: true })
  clients.push(socket)
  await once(socket, 'connect')
  return socket
}

async function says(socket: Socket): Promise<string> {
  return String(((await once(socket, 'data')) as [Buffer])[0])
}

async function select(label: string, option: string): Promise<void> {
  await rules.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function add(entry: string): Promise<void> {
  await rules.getByTestId('rules-add').click()
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

describe('the rules of an endpoint', () => {
  it('begin with a ready-made one that acts at once on the running endpoint', async () => {
    await show(/^Rules 0/)
    await rules.getByTestId('ready-numbered-greeting').click()
    await row('Numbered greeting').waitFor()
    await panel.root.getByTestId('tab-view').getByRole('radio', { name: 'Rules 1' }).waitFor()
    const greeted = async () => {
      const socket = await client()
      const first = await Promise.race([says(socket), new Promise((done) => setTimeout(done, 300, ''))])
      return /^\d+\n$/.test(String(first))
    }
    await expect.poll(greeted).toBe(true)
    await show(/^Log/)
    await panel.row('rule: Numbered greeting').first().waitFor()
  })

  it('are edited in place, and what is wrong is kept, told and not saved', async () => {
    await show(/^Rules/)
    await add('New rule')
    await rules.getByLabel('Name', { exact: true }).fill('ack')
    await select('Which messages', 'matches the expression')
    const expression = rules.getByLabel('Regular expression')
    await expression.fill('seq=(\\d+')
    await rules.getByText('What is looked for is wrong at position').waitFor()
    await rules.getByTestId('rules-unsaved').waitFor()
    await expression.fill('seq=(\\d+)')
    await rules.getByRole('textbox', { name: 'Reply of action 1' }).fill('ACK {{match.2}}')
    await rules.getByTestId('rules-unsaved').waitFor()
    await rules.getByRole('textbox', { name: 'Reply of action 1' }).fill('ACK {{match.1}}')
    await rules.getByTestId('rules-unsaved').waitFor({ state: 'detached' })
    const socket = await client()
    await says(socket)
    const answered = async () => {
      socket.write('seq=88')
      return Promise.race([says(socket), new Promise((done) => setTimeout(done, 300, ''))])
    }
    await expect.poll(answered).toBe('ACK 88')
  })

  it('are moved by dragging and by keys, switched off, duplicated, and deleted with a way back', async () => {
    expect(await order()).toEqual(['Numbered greeting', 'ack'])
    await row('ack').dragTo(row('Numbered greeting'), { targetPosition: { x: 60, y: 5 } })
    await expect.poll(order).toEqual(['ack', 'Numbered greeting'])
    await rules.getByTestId('rules-list').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(order).toEqual(['Numbered greeting', 'ack'])
    await page.keyboard.press('Control+d')
    await expect.poll(order).toEqual(['Numbered greeting', 'ack', 'ack 2'])
    await page.keyboard.press(' ')
    await expect.poll(() => row('ack 2').getAttribute('data-on')).toBe('false')
    await page.keyboard.press('Delete')
    await expect.poll(order).toEqual(['Numbered greeting', 'ack'])
    await page.keyboard.press('Control+z')
    await expect.poll(order).toEqual(['Numbered greeting', 'ack', 'ack 2'])
  })

  it('show in a dry run what each would do and why', async () => {
    await rules.getByTestId('rules-dry-run').click()
    await rules.getByRole('textbox', { name: 'Message to try' }).fill('seq=5 ok')
    const hit = rules.locator('[data-testid=dry-run-line][data-verdict=hit]')
    await hit.getByText('ACK 5').waitFor()
    expect(await hit.innerText()).toContain('seq=5')
    await expect.poll(() => row('ack 2').getByTestId('rule-verdict').innerText()).toBe('off')
    await rules.getByRole('button', { name: 'Close the dry run' }).click()
  })

  it('alert a person without taking the focus, and class records', async () => {
    await add('New rule')
    await rules.getByLabel('Name', { exact: true }).fill('alarm')
    await select('Which messages', 'starts with')
    await rules.getByLabel('Text with escapes').fill('ALARM')
    await select('Action 1', 'alert')
    await rules.getByLabel('Text of the alert').fill('pump stands still')
    await rules.getByTestId('rule-add-action').click()
    await select('Action 2', 'mark the record')
    await select('Mark as', 'error')
    await rules.getByTestId('rules-unsaved').waitFor({ state: 'detached' })
    const before = await page.evaluate<string>('document.activeElement?.tagName ?? ""')
    const socket = await client()
    const alerted = async () => {
      socket.write('ALARM 7')
      return page.getByTestId('toast').filter({ hasText: 'pump stands still' }).count()
    }
    await expect.poll(alerted).toBeGreaterThan(0)
    expect(await page.evaluate<string>('document.activeElement?.tagName ?? ""')).toBe(before)
    await show(/^Log/)
    const flagged = async () => {
      socket.write('ALARM 7')
      return panel.row('ALARM 7').locator('[data-flag=error]').count()
    }
    await expect.poll(flagged).toBeGreaterThan(0)
    await show(/^Rules/)
  })

  it('leave and come back as a file; a broken one changes nothing', async () => {
    const download = page.waitForEvent('download')
    await rules.getByTestId('rules-files').click()
    await page.getByRole('menuitem', { name: 'Export these rules to a file' }).click()
    const path = await (await download).path()
    const before = await order()
    const input = rules.getByTestId('rules-file')
    await input.setInputFiles({
      name: 'x.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"rules":[{}]}'),
    })
    await page.getByTestId('toast').filter({ hasText: 'The file of rules was not taken' }).waitFor()
    expect(await order()).toEqual(before)
    await row('alarm').click()
    await rules.getByTestId('rule-delete').click()
    await input.setInputFiles(path)
    await expect.poll(order).toEqual(before)
  })

  it.each(Object.keys(windowSizes) as (keyof typeof windowSizes)[])('fit the window: %s', async (size) => {
    await page.setViewportSize(windowSizes[size])
    await row('ack').click()
    await rules.getByTestId('rules-dry-run').click()
    expect(await layoutFaults(page, 'main')).toEqual([])
    await rules.getByTestId('rules-dry-run').click()
    await page.setViewportSize(windowSizes.desktop)
  })

  it('stay quick with a thousand', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({
      name: `rule ${at}`,
      trigger: { when: 'message', match: { by: 'regex', pattern: `^id=${at}:(\\d+)` } },
      actions: [{ do: 'reply', payload: { form: 'text', text: `${at} {{match.1}}`, lineEnding: 'lf' } }],
    }))
    const buffer = Buffer.from(JSON.stringify({ rules: many }))
    await rules
      .getByTestId('rules-file')
      .setInputFiles({ name: 'many.json', mimeType: 'application/json', buffer })
    await panel.root.getByTestId('tab-view').getByRole('radio', { name: 'Rules 1,000' }).waitFor()
    await rules.getByTestId('rules-list').focus()
    await page.keyboard.press('End')
    await row('rule 999').waitFor()
    expect((await order()).length).toBeLessThan(60)
    await rules.getByLabel('Name', { exact: true }).fill('last of all')
    await row('last of all').waitFor()
    await rules.getByTestId('rules-dry-run').click()
    await rules.getByRole('textbox', { name: 'Message to try' }).fill('id=999:42')
    await rules.locator('[data-testid=dry-run-line][data-verdict=hit]').getByText('999 42').first().waitFor()
  })
})

describe('the rules of a workspace from elsewhere', () => {
  it('wait behind a banner until a person allows them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sockwright-foreign-'))
    const path = join(folder, 'foreign.sockwright.json')
    const endpoint = {
      id: 'e-1',
      name: 'Foreign',
      kind: 'tcp-server',
      options: { address: '127.0.0.1', port: 0 },
      rules: {
        rules: [
          {
            id: 'r1',
            name: 'answer',
            trigger: { when: 'message', match: { by: 'any' } },
            actions: [{ do: 'reply', payload: { form: 'text', text: 'OK', lineEnding: 'none' } }],
          },
        ],
      },
    }
    const file = { format: 'sockwright-workspace', version: 1, endpoints: [endpoint], layout: null }
    await writeFile(path, JSON.stringify(file))
    const other = await Workbench.start({ arguments: ['--workspace', path] })
    try {
      const shown = await other.open({ size: 'small' })
      const banner = shown.getByTestId('banner-consent')
      await banner.getByText('rules of Foreign (1)').waitFor()
      await shown.getByRole('navigation').getByText('Foreign').click()
      const foreign = new WindowDriver(shown).endpoint('Foreign')
      await foreign.root.getByTestId('tab-view').getByRole('radio', { name: 'Rules 1' }).click()
      await foreign.root.getByTestId('rules-held').waitFor()
      expect(await layoutFaults(shown, 'main')).toEqual([])
      await foreign.root.getByTestId('endpoint-start').click()
      const socket = connect({ port: await foreign.port(), host: '127.0.0.1', noDelay: true })
      clients.push(socket)
      await once(socket, 'connect')
      let said = ''
      socket.on('data', (chunk) => (said += String(chunk)))
      socket.write('x')
      await foreign.root.getByTestId('records').getByText('1', { exact: true }).waitFor()
      expect(said).toBe('')
      await banner.getByRole('button', { name: 'Allow' }).click()
      await banner.waitFor({ state: 'detached' })
      await foreign.root.getByTestId('rules-held').waitFor({ state: 'detached' })
      socket.write('y')
      await expect.poll(() => said).toBe('OK')
    } finally {
      await other.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
