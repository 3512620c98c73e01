import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'
import { EngineWindow } from '../support/engine-window'
import { TimelineReader } from '../support/timeline-reader'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

let folder: string
let window: EngineWindow
let reader: TimelineReader

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-timeline-'))
  window = await EngineWindow.open()
  reader = new TimelineReader(window.session)
})
afterEach(async () => {
  reader.close()
  await window.close()
  await rm(folder, { recursive: true, force: true })
})

const local = { address: '127.0.0.1', port: 9_000 }
const remote = { address: '127.0.0.1', port: 50_000 }
const event = (peer: number, told: CaptureEvent): SampleRecord => ({ peer, event: told })
const ping = new Uint8Array([112, 105, 110, 103])
const close: CaptureEvent = {
  event: 'closed',
  end: { by: 'peer', how: 'close' },
  receivedBytes: 4,
  sentBytes: 0,
  durationMs: 3,
}

function written(records: Iterable<SampleRecord>): string {
  const capture = new WrittenCapture(folder, '20260101-000000-Server-0001')
  capture.append(records)
  capture.close()
  return capture.folder
}

describe('the timeline of a recorded capture', () => {
  it('has what concerns the peer, with both ways to end', async () => {
    const capture = written([
      event(0, { event: 'started', kind: 'tcp-server', name: 'Server' }),
      event(0, { event: 'listening', local }),
      event(1, { event: 'accepted', local, remote }),
      event(2, { event: 'accepted', local, remote: { ...remote, port: 50_001 } }),
      { peer: 1, direction: 'in', data: ping },
      { peer: 2, direction: 'in', data: ping },
      event(1, { event: 'end-received' }),
      { peer: 1, direction: 'out', data: ping },
      event(1, { event: 'end-sent' }),
      event(1, close),
      event(2, { ...close, end: { by: 'us', how: 'reset' } }),
      event(0, { event: 'stopped' }),
    ])
    const { lanes } = await reader.open([{ capture, peer: 1 }])
    const calls = (await reader.rows()).map(({ call }) => call)
    expect(calls).toEqual(['socket', 'bind', 'listen', 'accept', 'read', 'end', 'write', 'shutdown', 'close'])
    expect(lanes[0]).toMatchObject({
      lastPeer: 2,
      life: { local, remote, end: { by: 'peer', how: 'close' } },
    })
    const other = new TimelineReader(window.session)
    await other.open([{ capture, peer: 2 }])
    expect((await other.rows()).map(({ call }) => call).slice(3)).toEqual([
      'accept',
      'read',
      'reset',
      'close',
    ])
    other.close()
    const endpoint = new TimelineReader(window.session)
    await endpoint.open([{ capture, peer: null }])
    const whole = (await endpoint.rows()).map(({ call, peer }) => `${call} ${peer}`)
    expect(whole.slice(3)).toEqual(['accept 1', 'accept 2', 'close 1', 'reset 2', 'close 0'])
    endpoint.close()
  })

  it('stays small on a million messages, and zooming resolves what was joined', async () => {
    const messages = 1_000_000
    function* records(): Generator<SampleRecord> {
      yield event(0, { event: 'listening', local })
      yield event(1, { event: 'accepted', local, remote })
      for (let message = 0; message < messages; message += 1)
        yield { peer: 1, direction: message % 2 === 0 ? 'in' : 'out', data: ping }
    }
    const capture = written(records())
    const { total, from, to, lanes } = await reader.open([{ capture, peer: 1 }], 500)
    expect(total).toBeLessThanOrEqual(500)
    const rows = await reader.rows()
    const joined = rows.filter(({ call }) => call === 'read' || call === 'write')
    expect(joined.reduce((sum, { count }) => sum + count, 0)).toBe(messages)
    expect(lanes[0]?.answer).toBe(1_000)
    const bar = joined[Math.floor(joined.length / 2)]!
    const middle = Math.round((bar.time + bar.lastTime) / 2)
    expect(from <= bar.time && bar.lastTime <= to).toBe(true)
    await reader.show({ is: 'between', from: middle, to: middle + 20_000 }, 500)
    const near = await reader.rows()
    expect(near).toHaveLength(20)
    expect(near.every(({ count, data }) => count === 1 && data?.length === 4)).toBe(true)
    expect(await reader.locate(0, near[3]!.record)).toBe(3)
  })

  it('says what it cannot read', async () => {
    await expect(reader.open([{ capture: join(folder, 'nothing.swcap'), peer: 1 }])).rejects.toMatchObject({
      code: 'E_CAPTURE_UNKNOWN',
    })
  })
})
