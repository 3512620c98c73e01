import { once } from 'node:events'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { LiveExport } from '../../src/shared/contract/engine/live-export-calls'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import { isInstalled, outputOf } from '../support/installed-tool'

let folder: string
let engine: Engine
let session: Caller<EngineCalls, EngineEvents>
let endpoint: string
let capture: string
let client: Socket
/** Every list that was told, the last one at the end. */
let told: (readonly LiveExport[])[]
let wake: (() => void)[]

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-live-export-')))
  const options = { dataFolder: join(folder, 'data'), workspace: { memory: true } } as const
  engine = await Engine.start(options, (problem) => {
    throw problem
  })
  session = openSession()
  told = []
  wake = []
  session.on('liveExport.changed', ({ exports }) => {
    told.push(exports)
    wake.splice(0).forEach((next) => next())
  })
  await startEndpoint()
})

afterEach(async () => {
  client.destroy()
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

function openSession(): Caller<EngineCalls, EngineEvents> {
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  return connect(mine)
}

async function startEndpoint(): Promise<void> {
  const made = { kind: 'tcp-server', name: 'Gateway', options: { address: '127.0.0.1', port: 0 } } as const
  endpoint = (await session.call('endpoint.create', made)).id
  const { state, recording } = await session.call('endpoint.start', { endpoint })
  capture = recording!.capture
  const port = state.is === 'listening' ? state.local.port : 0
  client = connectTcp({ port, host: '127.0.0.1' })
  await once(client, 'connect')
}

const start = (
  format: LiveExport['format'],
  name: string,
  more: { filter?: string; overwrite?: boolean } = {},
) => session.call('liveExport.start', { capture, filter: '', format, path: join(folder, name), ...more })

/** The first list told, from now on or before, that has such an export. */
async function until(id: string, fits: (one: LiveExport) => boolean): Promise<LiveExport> {
  for (let next = 0; ;) {
    for (; next < told.length; next += 1) {
      const found = told[next]!.find((one) => one.export === id && fits(one))
      if (found) return found
    }
    await new Promise<void>((resolve) => wake.push(resolve))
  }
}

const jsonLines = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { text: string; kind: string; event?: { event: string } })

describe('a live export', () => {
  it('has what was there, takes what comes, and ends whole with its endpoint', async () => {
    client.write('before')
    const { export: id } = await start('jsonl', 'log.jsonl')
    await until(id, ({ records }) => records >= 4)
    client.write('while it records')
    await until(id, ({ records }) => records >= 5)
    expect(jsonLines('log.jsonl').map(({ text }) => text)).toContain('while it records')
    await session.call('endpoint.stop', { endpoint })
    const end = await until(id, ({ state }) => state.is === 'finished')
    const lines = jsonLines('log.jsonl')
    expect(lines.at(-1)!.event?.event).toBe('stopped')
    expect(end).toMatchObject({
      records: lines.length,
      bytes: readFileSync(join(folder, 'log.jsonl')).length,
      path: join(folder, 'log.jsonl'),
    })
    expect(await session.call('liveExport.list', {})).toEqual([])
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('takes only what matches, and ends when it is stopped while the recording goes on', async () => {
    const { export: id } = await start('raw', 'in.bin', { filter: 'dir:in' })
    client.write('first')
    await until(id, ({ bytes }) => bytes === 5)
    await session.call('liveExport.stop', { export: id })
    expect(readFileSync(join(folder, 'in.bin'), 'utf8')).toBe('first')
    client.write(' second')
    const again = await start('raw', 'again.bin', { filter: 'dir:in' })
    await until(again.export, ({ bytes }) => bytes === 12)
    expect(readFileSync(join(folder, 'in.bin'), 'utf8')).toBe('first')
    await expect(session.call('liveExport.stop', { export: id })).rejects.toMatchObject({
      code: 'E_JOB_UNKNOWN',
    })
  })

  it('goes on when the window that asked for it is gone', async () => {
    const window = openSession()
    const path = join(folder, 'kept.bin')
    const asked = { capture, filter: 'dir:in', format: 'raw', path } as const
    const { export: id } = await window.call('liveExport.start', asked)
    window.close()
    client.write('later')
    await until(id, ({ bytes }) => bytes === 5)
    expect(await session.call('liveExport.list', {})).toMatchObject([
      { export: id, state: { is: 'writing' } },
    ])
  })

  it.each([
    ['text', /while\n$/],
    ['csv', /while,7768696c65,,\r\n$/],
    ['hexdump', /77 68 69 6c 65 .*\|while\|/],
  ] as const)('writes %s that is whole at any moment', async (format, wanted) => {
    const { export: id } = await start(format, 'log')
    const { bytes: before } = await until(id, ({ records }) => records >= 3)
    client.write('while')
    await until(id, ({ bytes }) => bytes > before)
    expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(wanted)
  })

  it('refuses what has an end, what is not recorded, a taken name and a wrong filter, in words', async () => {
    await expect(start('html', 'page.html')).rejects.toMatchObject({ code: 'E_LIVE_EXPORT_FORMAT' })
    const tar = { format: 'raw', options: { perPeer: true }, path: join(folder, 'a.tar') } as const
    await expect(session.call('liveExport.start', { capture, filter: '', ...tar })).rejects.toMatchObject({
      code: 'E_LIVE_EXPORT_FORMAT',
    })
    await expect(start('raw', 'x.bin', { filter: 'nothing:1' })).rejects.toMatchObject({ code: 'E_FILTER' })
    await start('raw', 'taken.bin')
    await expect(start('raw', 'taken.bin')).rejects.toMatchObject({ code: 'E_FILE_EXISTS' })
    await session.call('endpoint.stop', { endpoint })
    await expect(start('raw', 'late.bin')).rejects.toMatchObject({ code: 'E_CAPTURE_NOT_LIVE' })
    expect(readdirSync(folder).sort()).toEqual(['data', 'taken.bin'])
  })

  it('fails at once where it cannot write, and leaves nothing', async () => {
    await expect(start('csv', join('nowhere', 'log.csv'))).rejects.toMatchObject({ code: 'E_EXPORT_WRITE' })
    expect(await session.call('liveExport.list', {})).toEqual([])
  })

  it('says so when its file is taken away', async () => {
    const { export: id } = await start('raw', 'log.bin', { filter: 'dir:in' })
    rmSync(join(folder, 'log.bin'))
    const writing = setInterval(() => client.write('x'), 50)
    const { state } = await until(id, (one) => one.state.is === 'failed')
    clearInterval(writing)
    expect(state).toMatchObject({ failure: { code: 'E_LIVE_EXPORT_WRITE' } })
    await session.call('liveExport.stop', { export: id })
    expect(await session.call('liveExport.list', {})).toEqual([])
  })

  it('keeps whole lines on a full disk, and the recording goes on (skipped where no small disk can be mounted)', async (test) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) {
      test.skip('mounting a tmpfs needs rights that this process lacks')
    }
    try {
      const { export: id } = await start('jsonl', join('disk', 'log.jsonl'))
      client.write(Buffer.alloc(4_000_000, 'y'))
      const { state } = await until(id, (one) => one.state.is === 'failed')
      expect(state).toMatchObject({ failure: { code: 'E_LIVE_EXPORT_WRITE' } })
      expect(jsonLines(join('disk', 'log.jsonl')).length).toBeGreaterThan(0)
      expect(readdirSync(disk)).toEqual(['log.jsonl'])
      const { counters } = await session.call('endpoint.stop', { endpoint })
      expect(counters).toMatchObject({ receivedBytes: 4_000_000, recordedBytes: 4_000_000, lostBytes: 0 })
    } finally {
      spawnSync('umount', [disk])
    }
  })

  it.skipIf(!isInstalled('tshark'))(
    'writes pcapng that tshark reads at any moment (skipped where it is not installed)',
    async () => {
      const { export: id } = await start('pcapng', 'live.pcapng')
      const file = join(folder, 'live.pcapng')
      let sent = ''
      for (const part of ['one', 'two', 'three']) {
        client.write(part)
        sent += part
        const before = sent.length
        await until(id, ({ bytes }) => bytes > 0 && existsSync(file) && payloadIn(file).length >= before)
        expect(payloadIn(file)).toBe(sent)
      }
      await session.call('endpoint.stop', { endpoint })
      await until(id, ({ state }) => state.is === 'finished')
      expect(outputOf('tshark', ['-r', file, '-Y', 'tcp.analysis.flags || _ws.malformed']).toString()).toBe(
        '',
      )
      expect(outputOf('tshark', ['-r', file, '-Y', 'frame.comment contains "stopped"']).toString()).not.toBe(
        '',
      )
    },
  )

  /** The TCP payload of all packets, as text. */
  function payloadIn(file: string): string {
    const hex = outputOf('tshark', ['-r', file, '-Tfields', '-etcp.payload']).toString().replace(/\s/g, '')
    return Buffer.from(hex, 'hex').toString()
  }
})
