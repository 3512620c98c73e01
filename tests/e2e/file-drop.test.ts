import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestFolder } from '../support/browser'
import { client, ethernet, pcapFile, server, udpPacket } from '../support/packet-bytes'
import { Workbench } from './workbench'

let folder: string
let workbench: Workbench
let page: Page

beforeAll(async () => {
  folder = await makeTestFolder()
  workbench = await Workbench.start({ dataFolder: folder })
  page = await workbench.open()
})
afterAll(async () => {
  await workbench.stop()
  await rm(folder, { recursive: true, force: true })
})

function packets(count: number): Buffer {
  const frame = ethernet(udpPacket(client, server, Buffer.alloc(1_000, 'x')))
  return pcapFile(
    1,
    Array.from({ length: count }, (_, index) => ({ at: BigInt(index) * 1_000n, frame })),
  )
}

/** Drags files over the window and lets them go, as a browser tells it. */
async function drag(
  files: Readonly<Record<string, Buffer>>,
  end: 'drop' | 'dragleave' | null,
): Promise<void> {
  const given = Object.entries(files).map(([name, bytes]) => ({ name, base64: bytes.toString('base64') }))
  const script = join(import.meta.dirname, 'in-page', 'drag-files.js')
  await page.evaluate(await readFile(script, 'utf8'))
  await page.evaluate(`dragFiles(${JSON.stringify(given)}, ${JSON.stringify(end)})`)
}

const target = () => page.getByTestId('drop-target')

describe('files dropped on the window', () => {
  it('show where they can go, until they leave', async () => {
    await page.getByTestId('tab-area').waitFor()
    await drag({ 'lab.pcap': packets(1) }, null)
    await target().getByText('is uploaded and imported').waitFor()
    await drag({ 'lab.pcap': packets(1) }, 'dragleave')
    await page.mouse.move(300, 300)
    await target().waitFor({ state: 'detached' })
  })

  it('come up and open as a capture, and leave no copy', async () => {
    await drag({ 'lab.pcap': packets(3_000) }, 'drop')
    await page.getByText('Packets: 3,000, messages: 3,000, peers: 1.').waitFor()
    await page.getByRole('tab', { name: 'lab.pcap' }).waitFor()
    await expect.poll(() => existsSync(join(folder, 'workspaces', '.uploads'))).toBe(false)
  })

  it.each([
    [{ 'notes.txt': Buffer.from('x') }, 'notes.txt is neither a capture'],
    [{ 'lab.sockwright.json': Buffer.from('{}') }, 'Copy it to the machine that runs Sockwright'],
    [{ 'a.pcap': Buffer.from('x'), 'b.pcap': Buffer.from('x') }, 'Drop one thing at a time'],
  ])('are refused in words: %#', async (files, words) => {
    await drag(files, 'drop')
    await page.getByText(words).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('say what is wrong with a file that holds no packets', async () => {
    await drag({ 'wrong.pcap': Buffer.from('no packets') }, 'drop')
    await page.getByTestId('import-failed').getByText('wrong.pcap is not a whole pcap').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  })
})
