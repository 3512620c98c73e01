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

  it('are put in another order by keyboard, and taken back', async () => {
    await rows().nth(3).click()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => rows().nth(2).textContent()).toContain('expect')
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => rows().nth(3).textContent()).toContain('expect')
    await page.keyboard.press('Delete')
    await expect.poll(() => rows().count()).toBe(3)
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
