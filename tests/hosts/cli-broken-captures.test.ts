import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { captureOptions } from '../support/recorded-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-broken-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A capture of three messages, closed; in a folder of its own called `name`. */
async function written(name: string): Promise<string> {
  const recorder = await openRecorder(captureOptions(path.join(folder, name)))
  for (const text of ['one', 'two', 'three']) recorder.messageIn(1, Buffer.from(text))
  await recorder.close()
  return recorder.status().capture
}

function changeMeta(capture: string, change: (meta: Record<string, unknown>) => void): void {
  const file = path.join(capture, 'meta.json')
  const meta = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  change(meta)
  writeFileSync(file, JSON.stringify(meta))
}

const broken: readonly [string, string, () => string | Promise<string>][] = [
  ['is missing', 'E_CAPTURE_UNKNOWN', () => path.join(folder, 'none.swcap')],
  [
    'is empty',
    'E_CAPTURE_BROKEN',
    () => {
      mkdirSync(path.join(folder, 'empty.swcap'))
      return path.join(folder, 'empty.swcap')
    },
  ],
  [
    'is a file',
    'E_CAPTURE_BROKEN',
    () => {
      writeFileSync(path.join(folder, 'file.swcap'), 'x')
      return path.join(folder, 'file.swcap')
    },
  ],
  [
    'has an index of random bytes',
    'E_CAPTURE_BROKEN',
    async () => {
      const capture = await written('random')
      const index = path.join(capture, 'records.idx')
      writeFileSync(index, randomBytes(readFileSync(index).length))
      return capture
    },
  ],
  [
    'is of a newer version',
    'E_CAPTURE_NEWER',
    async () => {
      const capture = await written('newer')
      changeMeta(capture, (meta) => (meta['version'] = 99))
      return capture
    },
  ],
  [
    'is of another program',
    'E_CAPTURE_BROKEN',
    async () => {
      const capture = await written('foreign')
      changeMeta(capture, (meta) => (meta['format'] = 'something-else'))
      rmSync(path.join(capture, 'records.idx'))
      return capture
    },
  ],
]

describe.each(broken)('a capture that %s', (_, code, make) => {
  it(`is refused by show and export with ${code}, and no file is left`, async () => {
    const capture = await make()
    const target = path.join(folder, `${path.basename(capture)}.pcapng`)
    for (const args of [
      ['show', capture],
      ['export', capture, '--format', 'pcapng', '-o', target],
    ]) {
      const ended = await runCommand(args)
      expect(ended.code).toBe(2)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toMatch(new RegExp(`^sockwright: .*\\(${code}\\)\\n$`))
    }
    expect(() => readFileSync(target)).toThrow('ENOENT')
  })
})

describe('a capture that was cut', () => {
  it('is shown as far as it is whole, and says what was cut', async () => {
    const capture = await written('cut')
    truncateSync(path.join(capture, 'records.idx'), 2 * 32 + 5)
    const { code, stdout } = await runCommand(['show', capture])
    expect(code).toBe(0)
    expect(stdout).toMatch(/one\n[^]*unindexed\) {2}twothree\n[^]*mended on opening/)
  })

  it('is shown without what was appended to its index', async () => {
    const capture = await written('longer')
    appendFileSync(path.join(capture, 'records.idx'), Buffer.alloc(40, 0xff))
    const { code, stdout } = await runCommand(['show', capture])
    expect(code).toBe(0)
    expect(stdout).toMatch(/one\n[^]*two\n[^]*three\n[^]*mended on opening/)
  })
})
