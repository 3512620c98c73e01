import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
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
    const usual = page.viewportSize()!
    await page.setViewportSize({ width: 1024, height: 700 })
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize(usual)
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

  it('is held, edited, let go and dropped by keyboard alone', async () => {
    const client = window.endpoint('Client of the relay')
    const relay = window.endpoint('Relay in the middle')
    const panel = relay.root.getByTestId('intercept-panel')
    const rows = panel.getByTestId('held-row')
    await panel.getByRole('radio', { name: 'Off' }).focus()
    await page.keyboard.press('ArrowRight', held)
    await panel.getByRole('radio', { name: 'In', checked: true }).waitFor()
    await client.send('first')
    await client.send('second')
    await rows.nth(1).waitFor()
    await rows.first().getByTestId('held-edit').focus()
    await page.keyboard.press('Enter')
    await panel.getByRole('textbox').and(panel.locator(':focus')).waitFor()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('by keys')
    for (let step = 0; step < 9 && !(await isOn('held-send')); step += 1)
      await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await client.row('by keys').waitFor()
    await rows.first().getByTestId('held-edit').focus()
    await page.keyboard.press('Tab')
    expect(await isOn('held-drop')).toBe(true)
    await page.keyboard.press('Enter')
    await relay.row('second').filter({ hasText: 'dropped' }).or(relay.row('dropped')).first().waitFor()
    await panel.getByRole('radio', { name: 'In' }).focus()
    await page.keyboard.press('ArrowLeft', held)
    await panel.getByRole('radio', { name: 'Off', checked: true }).waitFor()
  })

  it('has a timeline of either connection of a peer, with the other end beside it', async () => {
    const relay = window.endpoint('Relay in the middle')
    const view = (name: string) => relay.root.getByTestId('tab-view').getByRole('radio', { name }).click()
    await view('Timeline')
    const timeline = relay.root.getByTestId('timeline')
    const shown = (call: string, side: string, text: string) =>
      timeline.locator(
        `[data-testid=timeline-step][data-call=${call}][data-side=${side}][aria-label*="${text}"]`,
      )
    await timeline.getByTestId('timeline-steps').press('Home')
    await shown('connect', 'right', 'target: connect').first().waitFor()
    await timeline.getByTestId('timeline-peer').getByRole('combobox').fill('#1 → target')
    await shown('connect', 'left', 'connect(127.0.0.1').first().waitFor()
    await shown('accept', 'right', 'accept()').first().waitFor()
    await view('Log')
  })

  it('speaks TLS on either side, warns where nobody is verified, and shows what was agreed on', async () => {
    await window.sidebarNode('Echo server').dblclick()
    const echo = await window.endpoint('Echo server').port()
    await window.openForm('Relay')
    await window.fillForm({ Name: 'Inner', Port: '0', 'Target port': String(echo) })
    await chooseTls('tls')
    await window.form.getByRole('button', { name: 'Make one here' }).click()
    await window.form.getByTestId('form-start').click()
    const inner = await clientPort('Inner')
    await window.openForm('Relay')
    await window.fillForm({ Name: 'Outer', Port: '0', 'Target port': String(inner) })
    await chooseTls('target-tls')
    await window.form.getByTestId('option-targetTlsVerify').getByRole('switch').click()
    await window.form.getByTestId('form-start').click()
    const outer = window.endpoint('Outer')
    const port = await clientPort('Outer')
    const badge = outer.root.getByTestId('tls-badge').filter({ hasText: 'TLS, not verified' })
    expect(await badge.getAttribute('title')).toContain('To the target: Verification is off')

    await window.newEndpoint('TCP client', { Name: 'Plain', Port: String(port) })
    await window.endpoint('Plain').send('wrapped on its way')
    await window.endpoint('Plain').row('wrapped on its way').nth(1).waitFor()
    await window.tab('Outer').click()
    await outer.root.getByTestId('peers-fold').click()
    await outer.peer(1).getByTestId('peer-target').locator('svg').waitFor()
    await outer.peer(1).click()
    await page.getByTestId('peer-target-session').click()
    await page.getByRole('dialog', { name: 'TLS session with the target of #1' }).waitFor()
    expect(await page.getByTestId('tls-trust').innerText()).toContain('was not verified')
    expect(await layoutFaults(page, '[role=dialog]')).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('watches for STARTTLS, which concerns both sides', async () => {
    await window.openForm('Relay')
    await window.fillForm({ Name: 'Mail', Port: '0' })
    await chooseTls('tls', /SMTP/)
    await window.form.getByRole('button', { name: 'Make one here' }).click()
    // TLS to the target has no choice of its own then, but all else.
    await window.form.getByRole('button', { name: /^TLS to the target/ }).click()
    await window.form.getByTestId('option-targetTlsVerify').waitFor()
    expect(await window.form.getByTestId('option-targetTls').count()).toBe(0)
    await window.form.getByTestId('form-start').click()
    const badge = window.endpoint('Mail').root.getByTestId('tls-badge')
    await badge.filter({ hasText: 'STARTTLS' }).waitFor()
    expect(await layoutFaults(page, '[data-testid=endpoint-head]')).toEqual([])
  })
})

/** Where the clients of a relay connect, once it listens. */
async function clientPort(name: string): Promise<number> {
  const relay = window.endpoint(name)
  await relay.state.filter({ hasText: 'listening' }).waitFor()
  return Number(/:(\d+) →/.exec(await relay.address.innerText())?.[1])
}

/** As long as a person presses a key, in ms. */
const held = { delay: 60 }

/** Chooses TLS for one side of the relay in the form. */
async function chooseTls(group: 'tls' | 'target-tls', way = /^from the first byte$/): Promise<void> {
  await window.form.getByTestId(`options-${group}`).getByRole('button').first().click()
  const option = group === 'tls' ? 'option-tls' : 'option-targetTls'
  await window.form.getByTestId(option).getByRole('combobox').click()
  await page.getByRole('option', { name: way }).click()
}

/** Has the element with this test id the focus? */
async function isOn(testId: string): Promise<boolean> {
  return (await page.locator(`[data-testid="${testId}"]:focus`).count()) > 0
}
