import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureEncoding } from '../../src/main/engine/capture/capture-encoding'
import { captureFiles } from '../../src/main/engine/capture/capture-names'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { CaptureLibrary } from '../../src/main/engine/library/capture-library'
import { QueryService } from '../../src/main/engine/query/query-service'
import { encodeText } from '../../src/shared/encoding/encode-text'
import type { TextEncoding } from '../../src/shared/encoding/text-encoding'
import { configOf } from '../support/endpoint-under-test'
import { exportToFile } from '../support/export-to-file'
import { HeardSession } from '../support/query-session'
import { WrittenCapture } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-encoding-'))
let service: QueryService
let session: HeardSession
let library: CaptureLibrary

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
  library = new CaptureLibrary(folder, {
    liveCaptures: () => new Set(),
    changed: () => undefined,
    problem: (thrown) => {
      throw thrown
    },
  })
})
afterAll(async () => {
  await service.close()
  await library.close()
  rmSync(folder, { recursive: true })
})

function written(name: string, messages: readonly Uint8Array[]): WrittenCapture {
  const capture = new WrittenCapture(folder, name)
  capture.append(messages.map((data) => ({ direction: 'in', peer: 1, data })))
  return capture
}

async function count(capture: string, filter: string, encoding?: TextEncoding): Promise<number> {
  const opened = await session.call('view.open', { capture, filter, encoding })
  const { total } = opened.done ? opened : await session.viewProgress(opened.view, ({ done }) => done)
  await session.call('view.close', { view: opened.view })
  return total
}

const gbk = (text: string) => encodeText(text, 'gb18030')

describe('a capture with text in GBK', () => {
  it('is searched in the encoding asked for, else in that of the capture', async () => {
    const capture = written('gbk', [gbk('你好，世界'), gbk('Ж'), gbk('好人'), gbk('乑Z'), gbk('z')])
    expect(await count(capture.folder, 'text:"好"', 'gb18030')).toBe(2)
    expect(await count(capture.folder, 'ж', 'gb18030')).toBe(1)
    expect(await count(capture.folder, 'z', 'gb18030')).toBe(2)
    expect(await count(capture.folder, '/^好.$/', 'gb18030')).toBe(1)
    expect(await count(capture.folder, '好')).toBe(0)
    expect(await count(capture.folder, '-好', 'gb18030')).toBe(3)
    capture.close()
    await rm(path.join(capture.folder, captureFiles.lock))
    expect(await library.setEncoding(capture.folder, 'gb18030')).toMatchObject({ encoding: 'gb18030' })
    expect(captureEncoding(capture.folder)).toBe('gb18030')
    expect(await count(capture.folder, '好')).toBe(2)
  })

  it('finds text behind any number of bytes, also across the pieces of a long message', async () => {
    const piece = 1024 * 1024
    const found: boolean[] = []
    for (const before of [0, 1, piece - 2, piece - 1, piece, piece + 1]) {
      // Read from the wrong byte on, these pairs would be other characters.
      const odd = Buffer.alloc(before % 2, 0x20)
      const filling = Buffer.alloc(before - odd.length, gbk('好'))
      const rest = Buffer.alloc(piece, gbk('好'))
      const capture = written(`long-${before}`, [Buffer.concat([odd, filling, gbk('你'), rest])])
      found.push((await count(capture.folder, '你', 'gb18030')) === 1)
      const wrong = Buffer.from([gbk('好')[1]!, gbk('好')[0]!]).toString('hex')
      expect(await count(capture.folder, `hex:${wrong}`, 'gb18030')).toBe(1)
      const between = new TextDecoder('gb18030').decode(Buffer.from(wrong, 'hex'))
      expect(await count(capture.folder, `text:"${between}"`, 'gb18030')).toBe(0)
      capture.close()
    }
    expect(found).toEqual(found.map(() => true))
  })

  it('is exported as text of its encoding or of another', async () => {
    const capture = written('exported', [gbk('你好'), Uint8Array.of(0xff, 0x41)])
    const text = async (options: { encoding?: TextEncoding }) =>
      readFile(await exportToFile(session, capture.folder, folder, 'text', { options }), 'utf8')
    expect(await text({ encoding: 'gb18030' })).toMatch(/你好\n.*\\xFFA\n/s)
    expect(await text({})).toContain('\\xC4\\xE3\\xBA\\xC3')
    for (const format of ['csv', 'jsonl', 'html'] as const) {
      const options = { encoding: 'gb18030' } as const
      const file = await exportToFile(session, capture.folder, folder, format, { options })
      expect(await readFile(file, 'utf8')).toContain('你好')
    }
    const filtered = await exportToFile(session, capture.folder, folder, 'raw', {
      filter: '好',
      options: { encoding: 'gb18030' },
    })
    expect(await readFile(filtered)).toEqual(Buffer.from(gbk('你好')))
    capture.close()
  })
})

describe('the encoding of a recording', () => {
  it('is that of the endpoint, and follows it without a new capture', async () => {
    const config = configOf('tcp-server', { encoding: 'big5' })
    const recorder = await openRecorder({ capturesFolder: folder, endpoint: config, engineVersion: 'test' })
    const { capture } = recorder.status()
    expect(captureEncoding(capture)).toBe('big5')
    recorder.setEncoding('euc-kr')
    await expect.poll(() => captureEncoding(capture)).toBe('euc-kr')
    recorder.setEncoding('shift_jis')
    await recorder.close()
    expect(captureEncoding(capture)).toBe('shift_jis')
  })

  it('is not written by anybody else', async () => {
    const capture = written('locked', [gbk('你')])
    const refused = expect.objectContaining({ code: 'E_CAPTURE_LOCKED' })
    await expect(library.setEncoding(capture.folder, 'gb18030')).rejects.toEqual(refused)
    capture.close()
  })
})
