import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let workbench: Workbench
let page: Page
let panel: EndpointPanel

beforeAll(async () => {
  workbench = await Workbench.start()
  page = await workbench.open()
  const window = new WindowDriver(page)
  await window.newEndpoint('UDP endpoint', { Name: 'Meter', Port: '0' })
  panel = window.endpoint('Meter')
  const peer = await UdpPeer.bind()
  peer.send('hello', await panel.port('bound'))
  await panel.row('hello').waitFor()
  peer.close()
})
afterAll(() => workbench.stop())

const dialog = () => page.getByRole('dialog')

async function exported(format: string, choose: () => Promise<void>): Promise<[Download, Buffer]> {
  await panel.root.getByRole('button', { name: 'Export' }).click()
  await dialog().getByRole('radio', { name: format, exact: true }).click()
  await choose()
  const downloading = page.waitForEvent('download')
  await dialog().getByTestId('export-start').click()
  const download = await downloading
  await dialog().getByText('The download has begun.').waitFor()
  await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
  await dialog().waitFor({ state: 'detached' })
  return [download, await readFile(await download.path())]
}

it.each([
  ['Text', 'txt', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z /],
  ['CSV', 'csv', /^"?record"?,/],
  ['JSON Lines', 'jsonl', /^\{"record":1,/],
  ['Hex dump', 'hexdump.txt', /^00000000: 68 65 6c 6c 6f +\|hello\|/],
  ['HTML', 'html', /^<!doctype html>/i],
  ['Raw', 'bin', /^hello$/],
  // A section header block and its byte-order magic.
  ['pcapng', 'pcapng', /^\n\r\r\n[^]{4}(\x4d\x3c\x2b\x1a|\x1a\x2b\x3c\x4d)/],
])('%s is downloaded as .%s and begins as such a file does', async (format, ending, beginning) => {
  const [download, content] = await exported(format, () => Promise.resolve())
  expect(download.suggestedFilename()).toMatch(new RegExp(`^Meter [\\d -]+\\.${ending.replace('.', '\\.')}$`))
  expect(content.toString('latin1')).toMatch(beginning)
})

it('Raw is an archive where each peer is to have a file', async () => {
  const perPeer = dialog().getByRole('switch', { name: 'peer' })
  const [download, content] = await exported('Raw', () => perPeer.click())
  expect(download.suggestedFilename()).toMatch(/\.tar$/)
  expect(content.subarray(0, 13).toString('latin1')).toBe('peer-1-in.bin')
  expect(content.subarray(257, 262).toString('latin1')).toBe('ustar')
})
