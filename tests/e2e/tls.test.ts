import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let window: WindowDriver

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open({ size: 'small' })
  window = new WindowDriver(page)
})
afterAll(() => workbench.stop())

/** Chooses how TLS begins in the form that is open. */
async function chooseTls(words: string): Promise<void> {
  await page.getByTestId('group-TLS').click()
  await page.getByTestId('option-tls').getByRole('combobox').click()
  await page.getByRole('option', { name: words, exact: true }).click()
}

describe('TLS in the window', () => {
  it('makes a certificate with one click, and explains why a client refuses it', async () => {
    await window.openForm('TCP server')
    await window.fillForm({ Name: 'Secure', Port: '0' })
    await chooseTls('from the first byte')
    await window.form.getByRole('button', { name: 'Make one here' }).click()
    await window.form.getByLabel('Names in the certificate').waitFor()
    await window.form.getByTestId('form-start').click()
    const port = await window.endpoint('Secure').port()

    await window.openForm('TCP client')
    await window.fillForm({ Name: 'Wary', Port: String(port) })
    await chooseTls('from the first byte')
    await window.form.getByTestId('form-start').click()
    const trouble = window.endpoint('Wary').root.getByTestId('start-failure')
    await trouble.filter({ hasText: 'is self-signed and not among the trusted ones' }).waitFor()
  })

  it('warns as long as verification is off, and shows the session', async () => {
    const wary = window.endpoint('Wary')
    await wary.root.getByTestId('endpoint-options').click()
    await window.fillForm({ 'Verify the server': false })
    await window.form.getByTestId('form-start').click()
    await wary.root.getByTestId('tls-badge').filter({ hasText: 'TLS, not verified' }).waitFor()
    await wary.peer(1).getByTestId('peer-secured').waitFor()
    await wary.peer(1).click()
    await page.getByTestId('peer-session').click()
    const session = page.getByTestId('tls-session')
    await session.filter({ hasText: 'TLS_AES_256_GCM_SHA384' }).waitFor()
    expect(await session.innerText()).toContain('localhost, 127.0.0.1')
    expect(await session.getByTestId('tls-trust').innerText()).toContain('it is self-signed')
    expect(await layoutFaults(page, '[role=dialog]')).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  })

  it('offers the ciphers of the runtime, one more behind each colon', async () => {
    await window.openForm('TCP server')
    await chooseTls('from the first byte')
    const list = window.form.getByLabel('Ciphers', { exact: true })
    await list.click()
    for (const typed of ['ECDHE-RSA-AES128-GCM', ':TLS_CHACHA']) {
      await page.keyboard.type(typed)
      await page.getByRole('option', { name: typed }).first().waitFor()
      await page.keyboard.press('Enter')
    }
    const second = 'ECDHE-RSA-AES128-GCM-SHA256:TLS_CHACHA20_POLY1305_SHA256'
    await expect.poll(() => list.inputValue()).toBe(second)
    await page.keyboard.press('Escape')
    await window.form.waitFor({ state: 'detached' })
  })

  it('upgrades an open connection by hand', async () => {
    await window.openForm('TCP server')
    await window.fillForm({ Name: 'Upgrading', Port: '0' })
    await chooseTls('STARTTLS by hand or by a rule')
    await window.form.getByRole('button', { name: 'Make one here' }).click()
    await window.form.getByTestId('form-start').click()
    const port = await window.endpoint('Upgrading').port()
    await window.openForm('TCP client')
    await window.fillForm({ Name: 'Upgraded', Port: String(port) })
    await chooseTls('STARTTLS by hand or by a rule')
    await window.fillForm({ 'Verify the server': false })
    await window.form.getByTestId('form-start').click()
    await window.endpoint('Upgraded').peer(1).waitFor()
    // The server first: it must not take the client's first TLS record for plain text.
    for (const name of ['Upgrading', 'Upgraded']) {
      const panel = await window.choose(name)
      await panel.peer(1).click()
      await panel.root.getByTestId('peer-upgrade').click()
    }
    const upgrading = await window.choose('Upgrading')
    await upgrading.row('TLSv1.3').waitFor()
    await upgrading.peer(1).getByTestId('peer-secured').waitFor()
  })
})
