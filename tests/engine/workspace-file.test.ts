import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { permittedPath } from '../../src/main/engine/files/path-policy'
import { takeLock } from '../../src/main/engine/files/lock-file'
import { PayloadHistory } from '../../src/main/engine/workspace/payload-history'
import { Workspace } from '../../src/main/engine/workspace/workspace'
import { defaultOptions, type EndpointConfig } from '../../src/shared/endpoints/endpoint-config'

let folder: string
let path: string
const opened: Workspace[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-workspace-'))
  path = join(folder, 'bench.sockwright.json')
})

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close()
  await rm(folder, { recursive: true, force: true })
})

async function openWorkspace(create = false, at = path): Promise<Workspace> {
  const workspace = await Workspace.open(at, create, () => undefined)
  opened.push(workspace)
  return workspace
}

const server: EndpointConfig = {
  id: 'e-1',
  name: 'Echo',
  kind: 'tcp-server',
  options: { ...defaultOptions('tcp-server'), port: 9_000, echo: true },
  rules: noRules,
  script: noScript,
}

describe('a workspace file', () => {
  it('brings back what was saved, and holds only what differs from the defaults', async () => {
    const workspace = await openWorkspace(true)
    await workspace.changeEndpoints(() => [server])
    workspace.setLayout({ b: 1, a: [2] })
    await workspace.close()
    const text = await readFile(path, 'utf8')
    expect(JSON.parse(text)).toEqual({
      format: 'sockwright-workspace',
      version: 1,
      id: expect.stringMatching(/^[a-z0-9]{8,}$/) as string,
      endpoints: [{ id: 'e-1', name: 'Echo', kind: 'tcp-server', options: { port: 9_000, echo: true } }],
      layout: { a: [2], b: 1 },
    })
    expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const again = await openWorkspace()
    expect(again.state).toMatchObject({
      name: 'bench',
      endpoints: [server],
      layout: { a: [2], b: 1 },
      notice: null,
    })
  })

  it('is not made by opening it unless asked to', async () => {
    await expect(openWorkspace()).rejects.toMatchObject({ code: 'E_WORKSPACE_UNKNOWN' })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['cut off', '{"format":"sockwright-workspace","version":1,"endp'],
    ['with a wrong option', workspaceWith({ port: 'x' })],
    ['with an unknown option', workspaceWith({ prot: 1 })],
    ['of something else under our name', '{"name":"package"}'],
  ])('%s is kept aside, named in the notice, and an empty one opened', async (_what, text) => {
    await writeFile(path, text)
    const { state } = await openWorkspace()
    expect(state.endpoints).toEqual([])
    expect(state.notice?.code).toBe('E_WORKSPACE_BROKEN')
    const keptAs = state.notice?.details['keptAs'] as string
    expect(keptAs).toMatch(/^bench\.broken-.*\.json$/)
    expect(await readFile(join(folder, keptAs), 'utf8')).toBe(text)
  })

  it('of a newer version is refused and left as it is', async () => {
    const text = '{"format":"sockwright-workspace","version":99,"future":true}'
    await writeFile(path, text)
    await expect(openWorkspace()).rejects.toMatchObject({
      code: 'E_WORKSPACE_NEWER',
      details: { version: 99 },
    })
    expect(await readFile(path, 'utf8')).toBe(text)
    expect(await readdir(folder)).toEqual(['bench.sockwright.json'])
  })

  it('that belongs to another program is left as it is', async () => {
    const foreign = join(folder, 'package.json')
    await writeFile(foreign, '{"name":"package"}')
    await expect(openWorkspace(false, foreign)).rejects.toMatchObject({ code: 'E_WORKSPACE_FOREIGN' })
    expect(await readdir(folder)).toEqual(['package.json'])
  })

  it('is read-only for whoever comes second, and says who has it', async () => {
    const first = await openWorkspace(true)
    const second = await openWorkspace()
    expect(second.state.heldBy).toEqual({ pid: process.pid })
    await expect(second.changeEndpoints(() => [server])).rejects.toMatchObject({
      code: 'E_WORKSPACE_READ_ONLY',
    })
    await first.changeEndpoints(() => [server])
    await first.close()
    expect((await openWorkspace()).state).toMatchObject({ heldBy: null, endpoints: [server] })
  })

  it('is one and the same through a symbolic link: whoever comes second is read-only', async () => {
    const first = await openWorkspace(true)
    const link = join(folder, 'link.sockwright.json')
    await symlink(path, link)
    const second = await openWorkspace(false, link)
    expect(second.state.heldBy).toEqual({ pid: process.pid })
    await first.close()
    expect((await openWorkspace(false, link)).state.heldBy).toBeNull()
    expect((await openWorkspace()).state.heldBy).toEqual({ pid: process.pid })
  })

  it('that is broken behind a symbolic link is kept aside where it is, and the link stays', async () => {
    await mkdir(join(folder, 'real'))
    await writeFile(join(folder, 'real', 'bench.sockwright.json'), 'broken')
    await symlink(join(folder, 'real', 'bench.sockwright.json'), path)
    const { state } = await openWorkspace()
    const keptAs = state.notice?.details['keptAs'] as string
    expect(await readFile(join(folder, 'real', keptAs), 'utf8')).toBe('broken')
    expect((await openWorkspace()).state.heldBy).toEqual({ pid: process.pid })
    expect(await readdir(folder)).toEqual(['bench.sockwright.json', 'real'])
  })

  it('goes on under a new name, and the old name is free', async () => {
    const workspace = await openWorkspace(true)
    await workspace.changeEndpoints(() => [server])
    const elsewhere = join(folder, 'other.sockwright.json')
    await workspace.moveTo(elsewhere, false)
    expect(workspace.state).toMatchObject({ path: elsewhere, name: 'other' })
    expect((await openWorkspace()).state.heldBy).toBeNull()
    await expect(workspace.moveTo(path, false)).rejects.toMatchObject({ code: 'E_FILE_EXISTS' })
    await expect(workspace.moveTo(path, true)).rejects.toMatchObject({ code: 'E_WORKSPACE_READ_ONLY' })
  })

  it.skipIf(process.getuid?.() === 0)(
    'that cannot be saved leaves everything as it was (skipped for root, whom no rights stop)',
    async () => {
      const workspace = await openWorkspace(true)
      await chmod(folder, 0o500)
      try {
        await expect(workspace.changeEndpoints(() => [server])).rejects.toMatchObject({
          code: 'E_WORKSPACE_WRITE',
        })
        expect(workspace.state.endpoints).toEqual([])
      } finally {
        await chmod(folder, 0o700)
      }
    },
  )
})

function workspaceWith(options: Record<string, unknown>): string {
  const endpoints = [{ id: 'e-1', name: 'Echo', kind: 'tcp-server', options }]
  return JSON.stringify({ format: 'sockwright-workspace', version: 1, endpoints, layout: null })
}

describe('a lock file', () => {
  it('of a process that is gone is taken over', async () => {
    const lock = join(folder, 'lock')
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, started: null, token: 'gone' }))
    const attempts = await Promise.all([takeLock(lock), takeLock(lock), takeLock(lock)])
    expect(attempts.filter(({ is }) => is === 'held')).toHaveLength(1)
    for (const attempt of attempts) if (attempt.is === 'held') await attempt.lock.release()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('paths of a session that may use one folder', () => {
  const policy = () => ({ files: 'below', folder }) as const

  it.each(['../outside', '/etc/passwd', 'inside/../../outside', 'link/passwd', 'dangling'])(
    'refuses %s',
    async (given) => {
      await symlink('/etc', join(folder, 'link'))
      await symlink('/tmp/sockwright-nowhere', join(folder, 'dangling'))
      await expect(permittedPath(policy(), given, folder)).rejects.toMatchObject({ code: 'E_PATH_FORBIDDEN' })
    },
  )

  it('permits what is below, there or not', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const given of ['file', 'new/file', './a/../file', join(folder, '..name')]) {
      expect(await permittedPath(policy(), given, folder)).toContain(folder)
    }
  })
})

describe('the history of sent payloads', () => {
  const text = (content: string) => ({ form: 'text', text: content, lineEnding: 'none' }) as const

  it('has the newest first, a repeated one once, and comes back', async () => {
    const file = join(folder, 'history.json')
    const history = new PayloadHistory(file, (failure) => expect.unreachable(failure.message))
    for (const content of ['a', 'b', 'b', 'a']) history.add(text(content))
    await history.close()
    const again = new PayloadHistory(file, (failure) => expect.unreachable(failure.message))
    await again.load()
    expect(again.list().map(({ payload }) => payload)).toEqual([text('a'), text('b'), text('a')])
  })

  it('keeps the newest 200', () => {
    const history = new PayloadHistory(null, () => undefined)
    for (let index = 0; index < 250; index++) history.add(text(String(index)))
    expect(history.list()).toHaveLength(200)
    expect(history.list()[0]).toMatchObject({ payload: text('249') })
  })

  it('reports a file that is damaged and keeps it', async () => {
    const file = join(folder, 'history.json')
    await writeFile(file, 'damaged')
    const problems: string[] = []
    const history = new PayloadHistory(file, ({ code }) => problems.push(code))
    await history.load()
    expect(problems).toEqual(['E_DATA_BROKEN'])
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^history\.broken-/)])
  })
})
