import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const program = join(import.meta.dirname, '..', 'support', 'data-folder-writer.ts')
/** The list of recent workspaces holds 20. */
const times = 10

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Starts a writer; resolves when it is ready to begin. */
async function startWriter(name: string, setting: object) {
  const writer = spawn(
    process.execPath,
    ['--import', 'tsx', program, folder, name, String(times), JSON.stringify(setting)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  await once(writer.stdout, 'data')
  return writer
}

const readJson = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as never

describe('a data folder that two processes write at the same time', () => {
  beforeEach(async () => {
    const writers = await Promise.all([
      startWriter('one', { theme: 'dark' }),
      startWriter('two', { logMode: 'hex' }),
    ])
    const codes = writers.map((writer) => once(writer, 'exit'))
    writers.forEach((writer) => writer.stdin.end())
    for (const ended of codes) expect((await ended)[0]).toBe(0)
  })

  it('has what each of them wrote, and nothing else', async () => {
    const of = (name: string) => Array.from({ length: times }, (_, index) => `${name} ${index}`)
    const all = [...of('one'), ...of('two')].sort()

    const { entries } = (await readJson('history.json')) as { entries: { payload: { text: string } }[] }
    expect(entries.map(({ payload }) => payload.text).sort()).toEqual(all)

    const { workspaces } = (await readJson('recent.json')) as { workspaces: { path: string }[] }
    const paths = all.map((name) => join(folder, `${name}.sockwright.json`))
    expect(workspaces.map(({ path }) => path).sort()).toEqual(paths)

    expect(await readJson('settings.json')).toMatchObject({ theme: 'dark', logMode: 'hex' })
    expect((await readdir(folder)).sort()).toEqual(['history.json', 'recent.json', 'settings.json'])
  })
})
