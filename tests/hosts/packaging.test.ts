import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, readdir, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAsar } from '../support/asar'
import { makeTestFolder } from '../support/browser'
import { makeFakeElectronDist, readFuses } from '../support/fake-electron-dist'

const project = join(import.meta.dirname, '..', '..')

describe.skipIf(process.platform !== 'linux')(
  'the package for Linux (skipped elsewhere: it is built there)',
  () => {
    let folder: string
    let unpacked: string
    let archive: ReadonlyMap<string, Buffer>

    beforeAll(async () => {
      if (!existsSync(join(project, 'out', 'main', 'desktop.js')))
        throw new Error('Build first: npm run build')
      folder = await makeTestFolder()
      const { version } = JSON.parse(
        await readFile(join(project, 'node_modules', 'electron', 'package.json'), 'utf8'),
      ) as { version: string }
      const electron = await makeFakeElectronDist(join(folder, 'electron'), version)
      await runBuilder([`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'dist')}`])
      unpacked = join(folder, 'dist', 'linux-unpacked')
      archive = readAsar(await readFile(join(unpacked, 'resources', 'app.asar')))
    }, 180_000)

    afterAll(() => rm(folder, { recursive: true, force: true }))

    it('holds the built files and package.json in its archive, and nothing else', async () => {
      const entries = await readdir(join(project, 'out'), { recursive: true, withFileTypes: true })
      const built = entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
        .map((entry) => `/${relative(project, join(entry.parentPath, entry.name))}`)
      expect([...archive.keys()].sort()).toEqual(['/package.json', ...built].sort())
    })

    it('starts with the desktop entry, as modules', () => {
      const packed = JSON.parse(String(archive.get('/package.json'))) as Record<string, unknown>
      expect(packed).toMatchObject({ name: 'sockwright', main: 'out/main/desktop.js', type: 'module' })
      expect(packed['devDependencies']).toBeUndefined()
      expect(String(archive.get('/out/preload/preload.cjs'))).toContain('require("electron")')
    })

    it('has no other code beside the archive', async () => {
      expect((await readdir(join(unpacked, 'resources'))).sort()).toEqual(['app.asar'])
      expect((await stat(join(unpacked, 'sockwright'))).mode & 0o111).not.toBe(0)
    })

    it('cannot be run as Node, debugged by arguments, or made to load other code', async () => {
      // Order of Electron's fuses.json5: runAsNode, cookie encryption, NODE_OPTIONS, --inspect, integrity of the archive,
      // archive only, V8 snapshot of the browser process, extra privileges of file:.
      const fuses = readFuses(await readFile(join(unpacked, 'sockwright')))
      expect(fuses.slice(0, 8)).toBe('01001100')
    })
  },
)

async function runBuilder(args: readonly string[]): Promise<void> {
  const builder = join(project, 'node_modules', 'electron-builder', 'cli.js')
  const child = spawn(process.execPath, [builder, '--linux', '--dir', '--publish', 'never', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (text) => (said += String(text)))
  child.stderr.on('data', (text) => (said += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`electron-builder ended with ${code}:\n${said}`)
}
