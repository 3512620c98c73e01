import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { readFile, writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let server: EndpointPanel
let peer: Socket
let got = 0

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  server = window.endpoint('Gateway')
  peer = connect(await server.port('listening'), '127.0.0.1')
  peer.on('data', (chunk: Buffer) => (got += chunk.length))
  await once(peer, 'connect')
})
afterAll(async () => {
  peer.destroy()
  await workbench.stop()
})

const composer = () => server.root.getByTestId('composer')
const send = () => composer().getByTestId('composer-send')

describe('a file in the composer', () => {
  it('is named by its path, looked at, and sent with its progress in place', async () => {
    await mkdir(join(workbench.dataFolder, 'workspaces'), { recursive: true })
    await writeFile(join(workbench.dataFolder, 'workspaces', 'data.bin'), Buffer.alloc(3_000_000, 'x'))
    await composer().getByTestId('composer-form').getByText('File').click()
    await composer().getByTestId('file-path').getByRole('textbox').fill('nothing.bin')
    await composer().getByText('cannot be read').waitFor()
    await composer().getByTestId('file-path').getByRole('textbox').fill('data.bin')
    await composer().getByTestId('file-found').getByText('12 chunks').waitFor()
    await send().click()
    await composer().getByTestId('file-end').getByText('Done.').waitFor()
    await expect.poll(() => got).toBe(3_000_000)
  })

  it('may lie on the machine of the browser: dropped on the composer it comes up first', async () => {
    got = 0
    const script = join(import.meta.dirname, 'in-page', 'drag-files.js')
    await page.evaluate(await readFile(script, 'utf8'))
    const base64 = Buffer.alloc(20_000, 'y').toString('base64')
    await page.evaluate(
      `dragFiles(${JSON.stringify([{ name: 'mine.bin', base64 }])}, 'drop', '[data-testid=composer]')`,
    )
    await composer().getByTestId('file-chosen').getByText('mine.bin').waitFor()
    await send().click()
    await expect.poll(() => got).toBe(20_000)
  })

  it('can be cancelled while its peer does not read', async () => {
    const large = join(workbench.dataFolder, 'workspaces', 'large.bin')
    await writeFile(large, Buffer.alloc(40_000_000, 'z'))
    peer.pause()
    await composer().getByRole('button', { name: 'Leave this file' }).click()
    await composer().getByTestId('file-path').getByRole('textbox').fill('large.bin')
    await composer().getByTestId('file-found').waitFor()
    await send().click()
    await composer().getByTestId('file-cancel').click()
    await composer().getByTestId('file-end').getByText('Stopped.').waitFor()
    peer.resume()
  })

  it('looks right in both sizes', async () => {
    expect(await layoutFaults(page)).toEqual([])
    await page.setViewportSize({ width: 1_024, height: 700 })
    expect(await layoutFaults(page)).toEqual([])
  })
})
