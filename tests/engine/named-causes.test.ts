import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CauseNames, CauseNumbers } from '../../src/main/engine/capture/cause-names'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { defaultOptions } from '../../src/shared/endpoints/endpoint-config'
import { readAll } from '../support/recorded-capture'

describe('causes with names', () => {
  let folder = ''
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function record(rollAt: number) {
    folder = await mkdtemp(path.join(tmpdir(), 'sockwright-causes-'))
    const recorder = await openRecorder({
      capturesFolder: folder,
      engineVersion: 'test',
      endpoint: {
        id: 'e',
        name: 'Gate',
        kind: 'tcp-server',
        options: defaultOptions('tcp-server'),
        rules: noRules,
        script: noScript,
      },
      rollover: { bytes: rollAt, ageMs: null },
    })
    const { capture } = recorder.status()
    for (const cause of ['hand', 'rule:ack', 'rule:ack', 'sequence:log in, 登录', 'echo'] as const) {
      recorder.messageOut(1, Buffer.alloc(600), cause)
    }
    await recorder.close()
    return capture
  }

  it('are read back by name, and told once each', async () => {
    const records = await readAll(await record(1_000_000))
    const messages = records.filter(({ kind }) => kind === 'message')
    expect(messages.map(({ cause }) => cause)).toEqual([
      'hand',
      'rule:ack',
      'rule:ack',
      'sequence:log in, 登录',
      'echo',
    ])
    const named = records.filter(({ content }) => content.includes('cause-named'))
    expect(named.map(({ content }) => (JSON.parse(content) as { cause: string }).cause)).toEqual([
      'rule:ack',
      'sequence:log in, 登录',
    ])
  })

  it('hold for all folders of a series, for their owner only', async () => {
    const capture = await record(1_000)
    const messages = (await readAll(capture)).filter(({ kind }) => kind === 'message')
    expect(messages.map(({ cause }) => cause)).toContain('sequence:log in, 登录')
    const file = path.join(capture, 'causes.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toContain('"rule:ack"')
  })

  it('without their file are still known to be of a rule', async () => {
    const capture = await record(1_000_000)
    await rm(path.join(capture, 'causes.json'))
    const messages = (await readAll(capture)).filter(({ kind }) => kind === 'message')
    expect(messages.map(({ cause }) => cause)).toEqual(['hand', 'rule:?', 'rule:?', 'rule:?', 'echo'])
  })

  it('are known to a reader from their first record on, however soon one follows another', async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sockwright-causes-'))
    const numbers = new CauseNumbers(folder, () => undefined)
    const names = new CauseNames(folder)
    for (const cause of ['fault:delay', 'fault:corrupt', 'rule:ack'] as const) {
      expect(names.of(numbers.of(cause))).toBe(cause)
    }
  })
})
