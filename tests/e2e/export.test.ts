import { once } from 'node:events'
import { readFile, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCapture, seededHandful, seededPeers } from '../bench/seed-data'
import { makeTestFolder } from '../support/browser'
import { parseCsv } from '../support/parse-csv'
import { UdpPeer } from './udp-peer'
import { WindowDriver, type EndpointPanel } from './window-driver'
import { Workbench } from './workbench'

let folder: string
let workbench: Workbench
let page: Page
let window: WindowDriver
let panel: EndpointPanel

const received = [
  'plain line\r\n',
  'quotes " and, commas\n',
  'grüße 世界 \\ done',
  Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x0d]),
].map((message) => Buffer.from(message as string))
const sent = Buffer.from('an "answer"\r\n')
const seeded = 1_000_000
/** Its start and the eight peers that were accepted are events. */
const seededRecords = seeded + 9
/** Messages go to the peers in turn, by the handful. */
const wantedOfPeer3 = Array.from({ length: seeded }, (_, seq) => seq).filter(
  (seq) => Math.floor(seq / seededHandful) % seededPeers === 2 && String(seq).startsWith('99'),
)

beforeAll(async () => {
  folder = await makeTestFolder()
  await seedCapture(folder, seeded)
  workbench = await Workbench.start({ dataFolder: folder })
  page = await workbench.open()
  window = new WindowDriver(page)
  await window.newEndpoint('TCP server', { Name: 'Talk', Port: '0' })
  panel = window.endpoint('Talk')
  const client = connect({ port: await panel.port(), host: '127.0.0.1' })
  await once(client, 'connect')
  await panel.row('accepted from').waitFor()
  for (const [index, message] of received.entries()) {
    client.write(message)
    await panel.untilTotal(4 + index)
  }
  await panel.send('an "answer"\\r\\n')
  await panel.untilTotal(4 + received.length)
  await panel.root.getByTestId('endpoint-stop').click()
  await panel.row('stopped').waitFor()
  client.destroy()
})
afterAll(async () => {
  await workbench.stop()
  await rm(folder, { recursive: true, force: true })
})

const dialog = () => page.getByRole('dialog')

/** Exports what `log` shows and gives the text of the file that was downloaded. */
async function exported(
  log: EndpointPanel,
  format: 'Text' | 'CSV' | 'JSON Lines',
  rows: 'The whole log' | 'What the filter shows',
): Promise<{ text: string; download: Download }> {
  await log.root.getByRole('button', { name: 'Export' }).click()
  await dialog().getByRole('radio', { name: format, exact: true }).click()
  await dialog().getByRole('radio', { name: rows }).click()
  const downloading = page.waitForEvent('download')
  await dialog().getByTestId('export-start').click()
  const download = await downloading
  await dialog().getByText('The download has begun.').waitFor()
  await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
  await dialog().waitFor({ state: 'detached' })
  return { text: await readFile(await download.path(), 'utf8'), download }
}

interface JsonLine {
  readonly record: number
  readonly time: string
  readonly timeUs: number
  readonly kind: 'message' | 'event'
  readonly direction?: 'in' | 'out'
  readonly peer: number | null
  readonly length?: number
  readonly hex?: string
  readonly event?: { readonly event: string }
}

function jsonLines(text: string): JsonLine[] {
  expect(text.endsWith('\n')).toBe(true)
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as JsonLine)
}

function bytesOf(lines: readonly JsonLine[], direction: 'in' | 'out'): Buffer {
  const hex = lines.filter((line) => line.direction === direction).map((line) => line.hex)
  return Buffer.from(hex.join(''), 'hex')
}

describe('the whole log', () => {
  it('as JSON Lines holds the exact bytes, and the events', async () => {
    const { text, download } = await exported(panel, 'JSON Lines', 'The whole log')
    expect(download.suggestedFilename()).toMatch(/^Talk \d{4}-\d\d-\d\d \d{4}\.jsonl$/)
    const lines = jsonLines(text)
    expect(lines.map(({ record }) => record)).toEqual(lines.map((_, index) => index + 1))
    expect(lines).toHaveLength(await panel.total())
    expect(bytesOf(lines, 'in').equals(Buffer.concat(received))).toBe(true)
    expect(bytesOf(lines, 'out').equals(sent)).toBe(true)
    expect(lines.flatMap(({ event }) => event?.event ?? []).slice(0, 3)).toEqual([
      'started',
      'listening',
      'accepted',
    ])
    for (const { time, timeUs } of lines) expect(Date.parse(time)).toBe(Math.floor(timeUs / 1_000))
  })

  it('as CSV has one row per record, with the exact bytes', async () => {
    const { text, download } = await exported(panel, 'CSV', 'The whole log')
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
    const [header, ...rows] = parseCsv(text)
    expect(rows).toHaveLength(await panel.total())
    const column = (name: string, row: readonly string[]) => row[header!.indexOf(name)]!
    const bytes = (direction: string) =>
      Buffer.from(
        rows
          .filter((row) => column('direction', row) === direction)
          .map((row) => column('hex', row))
          .join(''),
        'hex',
      )
    expect(bytes('in').equals(Buffer.concat(received))).toBe(true)
    expect(bytes('out').equals(sent)).toBe(true)
    expect(rows.map((row) => column('text', row))).toContain('quotes " and, commas\\n')
  })

  it('as text has one line per record, as the log shows it', async () => {
    const { text, download } = await exported(panel, 'Text', 'The whole log')
    expect(download.suggestedFilename()).toMatch(/\.txt$/)
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(await panel.total())
    for (const [index, shown] of (await panel.shownData()).entries()) {
      expect(lines[index]).toContain(shown)
      expect(lines[index]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z /)
    }
    expect(lines.filter((line) => line.includes('←')).at(-1)).toMatch(/5 B .*\\0\\xFF\\xFE\\x80\\r$/)
    expect(lines.filter((line) => line.includes('→'))).toHaveLength(1)
  })
})

describe('the filtered log', () => {
  it('has what the filter shows, in every format', async () => {
    await panel.filter('dir:in len:<20')
    await panel.untilTotal(2)
    const wanted = [received[0]!, received[3]!]
    const lines = jsonLines((await exported(panel, 'JSON Lines', 'What the filter shows')).text)
    expect(lines.map(({ hex }) => hex)).toEqual(wanted.map((bytes) => bytes.toString('hex')))
    const rows = parseCsv((await exported(panel, 'CSV', 'What the filter shows')).text)
    expect(rows).toHaveLength(3)
    const { text } = await exported(panel, 'Text', 'What the filter shows')
    expect(text.trimEnd().split('\n')).toHaveLength(2)
    const whole = jsonLines((await exported(panel, 'JSON Lines', 'The whole log')).text)
    expect(whole.length).toBeGreaterThan(2)
    await panel.root.getByRole('button', { name: 'Remove the filter' }).click()
  })

  it('leaves out the rows hidden by Clear', async () => {
    await window.newEndpoint('UDP endpoint', { Name: 'Cleared', Port: '0' })
    const cleared = window.endpoint('Cleared')
    const port = await cleared.port('bound')
    const peer = await UdpPeer.bind()
    peer.send('before', port)
    await cleared.row('before').waitFor()
    await cleared.logMenu('Clear')
    await cleared.root.getByText('No rows since they were cleared.').waitFor()
    peer.send('after', port)
    await cleared.filter('dir:in')
    await cleared.untilTotal(1)
    const lines = jsonLines((await exported(cleared, 'JSON Lines', 'What the filter shows')).text)
    expect(lines.map(({ hex }) => hex)).toEqual([Buffer.from('after').toString('hex')])
    const whole = jsonLines((await exported(cleared, 'JSON Lines', 'The whole log')).text)
    expect(bytesOf(whole, 'in').toString()).toBe('beforeafter')
    peer.close()
  })
})

describe('a long export', () => {
  it('shows its progress, and cancelling leaves no file', async () => {
    const many = await window.openCapture('Many records')
    await many.untilTotal(seededRecords)
    let downloads = 0
    const count = () => (downloads += 1)
    page.on('download', count)
    await many.root.getByRole('button', { name: 'Export' }).click()
    await dialog().getByRole('radio', { name: 'CSV' }).click()
    await dialog().getByTestId('export-start').click()
    await dialog()
      .getByTestId('export-progress')
      .filter({ hasText: /^\s*[1-9][\d,]* of 1,000,009 records/ })
      .waitFor()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await dialog().getByTestId('export-progress').waitFor({ state: 'detached' })
    expect(await readdir(join(folder, 'exports'))).toEqual([])
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
    await dialog().waitFor({ state: 'detached' })
    expect(downloads).toBe(0)
    page.off('download', count)

    await many.filter(String.raw`peer:3 text:"\"seq\":99"`)
    await many.untilTotal(wantedOfPeer3.length)
    const lines = jsonLines((await exported(many, 'JSON Lines', 'What the filter shows')).text)
    const numbers = lines.map(({ hex }) =>
      Number(/"seq":(\d+)/.exec(Buffer.from(hex!, 'hex').toString())![1]),
    )
    expect(numbers).toEqual(wantedOfPeer3)
    await expect.poll(() => readdir(join(folder, 'exports'))).toEqual([])
  })
})
