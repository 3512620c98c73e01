import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ShellDriver } from './shell-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: ShellDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  window = new ShellDriver(page)
  await window.example('Relay in the middle')
})
afterAll(() => workbench.stop())

describe('a relay in the window', () => {
  it('shows both legs of a peer and what went through', async () => {
    const client = window.endpoint('Client of the relay')
    const relay = window.endpoint('Relay in the middle')
    await client.state.filter({ hasText: 'connected' }).waitFor()
    await relay.root.getByTestId('peers-fold').click()
    await relay.root.getByTestId('peer-target').filter({ hasText: '→ 127.0.0.1' }).waitFor()
    await relay.root.getByTestId('peers-fold').click()
    await client.send('through')
    await client.row('through').nth(1).waitFor()
    await relay.row('through').nth(1).waitFor()
  })

  it('holds a message, which goes on as a person has edited it', async () => {
    const client = window.endpoint('Client of the relay')
    const relay = window.endpoint('Relay in the middle')
    const panel = relay.root.getByTestId('intercept-panel')
    await panel.getByRole('radio', { name: 'In' }).click()
    await client.send('held back')
    await panel.getByTestId('held-edit').click()
    await panel.getByTestId('held-editor').getByRole('textbox').fill('let go')
    await panel.getByTestId('held-send').click()
    await client.row('let go').waitFor()
    await relay.row('let go').filter({ hasText: 'altered' }).waitFor()
    await panel.getByRole('radio', { name: 'Off' }).click()
  })

  it('rewrites, and has faults that one switch turns off', async () => {
    const client = window.endpoint('Client of the relay')
    const { root } = window.endpoint('Relay in the middle')
    await root.getByRole('radio', { name: /^Rewriting/ }).click()
    await root.getByTestId('rewrite-add').click()
    await root.getByLabel('Find', { exact: true }).fill('plain')
    await root.getByLabel('Replace with').fill('changed')
    await root.getByTestId('rewrite-apply').click()
    await root.getByRole('radio', { name: 'Rewriting 1' }).waitFor()
    await client.send('plain')
    await client.row('changed').waitFor()

    await root.getByRole('radio', { name: 'Faults' }).click()
    await root.getByTestId('fault-in-drop').fill('100%')
    await root.getByTestId('faults-apply').click()
    await root.getByRole('radio', { name: 'Faults on' }).waitFor()
    expect(await root.getByTestId('faults-text').innerText()).toBe('--fault in.drop=100%')
    await client.send('never arrives')
    await root.getByRole('switch', { name: 'Faults at work' }).click()
    await root.getByRole('radio', { name: 'Faults', exact: true }).waitFor()
    await client.send('arrives')
    await client.row('arrives').nth(2).waitFor()
    await root.getByRole('radio', { name: 'Log' }).click()
    await window.endpoint('Relay in the middle').row('never arrives').filter({ hasText: 'dropped' }).waitFor()
  })
})
