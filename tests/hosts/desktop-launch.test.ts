import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launchDesktop } from '../../src/main/desktop/launch-desktop'
import { makeTestFolder } from '../support/browser'

const asRoot = process.platform === 'linux' && process.getuid?.() === 0
const onWindows = process.platform === 'win32'

let project: string
let lines: string[]

beforeEach(async () => {
  project = await makeTestFolder()
  lines = []
  await writeFile(join(project, 'package.json'), '{}')
})

afterEach(() => rm(project, { recursive: true, force: true }))

/** An Electron package whose program and download are the given shell and Node scripts. */
async function installElectron(program: string | null, install: string): Promise<void> {
  const electron = join(project, 'node_modules', 'electron')
  await mkdir(join(electron, 'dist'), { recursive: true })
  await writeFile(join(electron, 'package.json'), '{"name":"electron","version":"0.0.0"}')
  await writeFile(join(electron, 'install.js'), install)
  if (program === null) return
  await writeFile(join(electron, 'path.txt'), 'electron')
  await writeFile(join(electron, 'dist', 'electron'), `#!/bin/sh\n${program}\n`)
  await chmod(join(electron, 'dist', 'electron'), 0o755)
}

function launch(environment: Record<string, string> = {}) {
  return launchDesktop({
    args: ['lab.sockwright.json'],
    onProgress: (line) => lines.push(line),
    environment: { ...process.env, DISPLAY: ':0', ...environment },
    projectFolder: project,
    asRoot: false,
  })
}

describe('starting the desktop app', () => {
  it.skipIf(process.platform !== 'linux')(
    'says that there is no display (skipped where there always is one)',
    async () => {
      expect(await launch({ DISPLAY: '', WAYLAND_DISPLAY: '' })).toEqual({
        is: 'unavailable',
        reason: 'There is no display',
      })
    },
  )

  it.skipIf(!asRoot)('says that Electron does not run for root (skipped for other users)', async () => {
    const launched = await launchDesktop({
      args: [],
      onProgress: () => undefined,
      environment: { DISPLAY: ':0' },
      projectFolder: project,
    })
    expect(launched).toEqual({ is: 'unavailable', reason: 'Electron does not run for root' })
  })

  it('says that Electron is not installed', async () => {
    expect(await launch()).toEqual({ is: 'unavailable', reason: 'Electron is not installed' })
  })

  it('says in a few words why the download failed', async () => {
    await installElectron(
      null,
      `console.error('RequestError: getaddrinfo EAI_AGAIN github.com\\n  at x'); process.exit(1)`,
    )
    const launched = await launch()
    expect(lines).toEqual(['Downloading Electron, once …'])
    expect(launched).toEqual({
      is: 'unavailable',
      reason: 'Electron could not be downloaded (getaddrinfo EAI_AGAIN github.com)',
    })
  })

  it.skipIf(onWindows)(
    'hands over the arguments and the exit code of an app whose window was open',
    async () => {
      await installElectron(': > "$SOCKWRIGHT_READY_FILE"; [ "$2" = lab.sockwright.json ] && exit 3', '')
      expect(await launch()).toEqual({ is: 'ended', code: 3 })
    },
  )

  it.skipIf(onWindows)('tells an app that ended before its window was open', async () => {
    await installElectron('exit 127', '')
    expect(await launch()).toEqual({
      is: 'unavailable',
      reason: 'Electron ended before its window opened (exit code 127)',
    })
  })
})
