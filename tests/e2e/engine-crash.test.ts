import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endEngineThread } from '../support/end-engine-thread'
import { WindowDriver } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let said = ''

beforeAll(async () => {
  workbench = await Workbench.start({ nodeArguments: ['--inspect=127.0.0.1:0'] })
  workbench.complaints.setEncoding('utf8').on('data', (text: string) => (said += text))
})
afterAll(() => workbench.stop())

it('says in the window that the engine is gone, and goes on with a new one and all that was kept', async () => {
  const page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  const gateway = window.endpoint('Gateway')
  const client = connect(await gateway.port(), '127.0.0.1')
  client.on('error', () => undefined)
  const cut = once(client, 'close')
  client.write('before the crash')
  await gateway.row('before the crash').waitFor()
  // The first start of an engine may fail for a reason that lasts; this one has lived for a while.
  await expect.poll(() => page.evaluate('performance.now()'), { timeout: 10_000 }).toBeGreaterThan(4_000)

  await expect.poll(() => said).toContain('ws://')
  await endEngineThread(/ws:\S+/.exec(said)![0])
  await cut
  const lost = page.getByRole('alertdialog')
  await lost.getByText('if the engine has crashed, its sockets are closed').waitFor()
  await expect.poll(() => said).toContain('sockwright: ')

  await lost.getByRole('button', { name: 'Reconnect' }).click()
  await window.sidebarNode('Gateway').waitFor()
  expect(await page.getByTestId('banner-read-only').count()).toBe(0)
  const kept = await window.openCapture('Gateway')
  await kept.row('before the crash').waitFor()
  await window.sidebarNode('Gateway').click()
  await gateway.root.getByRole('button', { name: 'Start', exact: true }).click()
  await gateway.port()
})
