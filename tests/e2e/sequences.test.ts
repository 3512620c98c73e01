import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let server: EndpointPanel
let peer: Socket
const heard: string[] = []

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  server = window.endpoint('Gateway')
  peer = connect(await server.port('listening'), '127.0.0.1')
  peer.on('data', (chunk: Buffer) => {
    heard.push(chunk.toString())
    if (chunk.toString() === 'LOGIN') peer.write('token=8f21')
  })
  await once(peer, 'connect')
})
afterAll(async () => {
  peer.destroy()
  await workbench.stop()
})

const view = () => page.getByTestId('sequences-view')
const rows = () => view().getByTestId('step-row')
const form = () => view().getByTestId('step-form')

async function addStep(kind: string): Promise<void> {
  const before = await rows().count()
  await view().getByTestId('step-add').click()
  await page.getByRole('menuitem', { name: kind, exact: true }).click()
  await expect.poll(() => rows().count()).toBe(before + 1)
}

async function typePayload(text: string): Promise<void> {
  await form().locator('.cm-content').fill(text)
}

describe('the sequences of a workspace', () => {
  it('are made step by step, with what is wrong in place', async () => {
    await page.getByTestId('tab-view').getByText('Sequences').click()
    await view().getByTestId('sequence-first').click()
    await view().getByTestId('sequence-name').getByRole('textbox').fill('Login')
    await addStep('send')
    await typePayload('LOG\\q')
    await form().getByText('is not an escape').first().waitFor()
    await rows().first().getByTestId('step-wrong').waitFor()
    await typePayload('LOGIN')
    await view().getByTestId('step-wrong').waitFor({ state: 'detached' })
    await addStep('expect')
    await form().getByRole('combobox', { name: 'Which messages' }).click()
    await page.getByRole('option', { name: 'matches the expression' }).click()
    await form().getByTestId('rule-match').getByRole('textbox').fill('token=(\\w+)')
    await addStep('send')
    await typePayload('GET {{match.1}}')
    await expect.poll(() => rows().count()).toBe(3)
  })

  it('run on a peer and show how far they are', async () => {
    await expect.poll(() => view().getByTestId('sequence-run').isEnabled()).toBe(true)
    await view().getByTestId('sequence-run').click()
    await view().getByTestId('sequence-outcome').getByText('Done.').waitFor()
    expect(heard.join('|')).toBe('LOGIN|GET 8f21')
    expect(await view().locator('[data-testid="step-row"][data-progress="done"]').count()).toBe(3)
  })

  it('say which step failed, and why', async () => {
    await addStep('expect')
    await form().getByRole('spinbutton', { name: 'Time-out' }).fill('50')
    await view().getByTestId('sequence-run').click()
    await view().getByTestId('sequence-outcome').getByText('Step 4').waitFor()
    expect(await rows().nth(3).getAttribute('data-progress')).toBe('failed')
  })

  it('say before they run that nothing was heard of which a step takes groups', async () => {
    await rows().nth(2).click()
    await typePayload('GET {{match.2}}')
    await form().getByText('The pattern has no group 2').first().waitFor()
    await typePayload('GET {{match.1}}')
    await view().getByTestId('step-wrong').waitFor({ state: 'detached' })
  })

  it('are put in another order by the mouse, also into a loop', async () => {
    const kinds = () => rows().evaluateAll((all) => all.map((one) => one.textContent!.trim()))
    const before = await kinds()
    await rows()
      .nth(3)
      .dragTo(rows().nth(0), { targetPosition: { x: 60, y: 3 } })
    await expect.poll(async () => (await kinds())[0]).toContain('expect')
    await rows()
      .nth(0)
      .dragTo(rows().nth(3), { targetPosition: { x: 60, y: 18 } })
    await expect.poll(kinds).toEqual(before)
  })

  it('are put in another order by keyboard, and taken back', async () => {
    await rows().nth(3).click()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => rows().nth(2).textContent()).toContain('expect')
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => rows().nth(3).textContent()).toContain('expect')
    await page.keyboard.press('Delete')
    await expect.poll(() => rows().count()).toBe(3)
  })

  it('are run by a rule that is made for it', async () => {
    await page
      .getByTestId('tab-view')
      .getByRole('radio', { name: /^Rules/ })
      .click()
    const rules = server.root.getByTestId('rules-view')
    await rules.getByTestId('rules-add').click()
    await page.getByRole('menuitem', { name: 'New rule', exact: true }).click()
    await rules.getByRole('combobox', { name: 'Which messages' }).click()
    await page.getByRole('option', { name: 'is exactly', exact: true }).click()
    await rules.getByLabel('Text with escapes').fill('begin')
    await rules.getByRole('combobox', { name: 'Action 1' }).click()
    await page.getByRole('option', { name: 'run the sequence', exact: true }).click()
    await rules.getByRole('combobox', { name: 'Sequence to run' }).click()
    await page.getByRole('option', { name: 'Login', exact: true }).click()
    heard.length = 0
    const begun = () => {
      if (heard.length === 0) peer.write('begin')
      return heard.join('|')
    }
    await expect.poll(begun, { timeout: 10_000, interval: 500 }).toBe('LOGIN|GET 8f21')
    await page.getByTestId('tab-view').getByText('Sequences').click()
  })

  it('are taken from a file, whole or not at all', async () => {
    const path = join(workbench.dataFolder, 'sequences.json')
    const steps = [
      {
        do: 'loop',
        until: { is: 'times', times: 2 },
        steps: [{ do: 'send', payload: { form: 'text', text: 'again', lineEnding: 'lf' } }],
      },
    ]
    const sequences = [{ name: 'Twice', steps }]
    await writeFile(path, JSON.stringify({ format: 'sockwright-sequences', version: 1, sequences }))
    await view().getByTestId('sequence-file').setInputFiles(path)
    await page.getByText('One sequence imported.').waitFor()
    await view().getByTestId('step-loop-end').waitFor()
    await writeFile(path, '{"format":"sockwright-sequences","version":1,"sequences":[{"name":""}]}')
    await view().getByTestId('sequence-file').setInputFiles(path)
    await page.getByText('The file of sequences was not taken').waitFor()
    expect(await view().getByTestId('sequence-row').count()).toBe(2)
  })

  it('look right in both sizes', async () => {
    await view().getByTestId('sequence-row').first().click()
    await rows().nth(1).click()
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize({ width: 1_024, height: 700 })
    expect(await layoutFaults(page)).toEqual([])
  })
})
