import { existsSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type { HostCalls, HostEvents } from '../../src/shared/contract/host-contract'
import { connect, splitChannel } from '../../src/shared/contract/link'
import { hasDisplay } from '../../src/main/web/open-browser'
import { makeTestFolder } from '../support/browser'
import { makeTestApp } from '../support/test-app'
import { openWindowLink } from '../support/window-link'

const support = join(import.meta.dirname, '..', 'support')
const electron = join(import.meta.dirname, '..', '..', 'node_modules', 'electron')

/** Electron's program where it has been downloaded and can show a window, else null. */
function usableElectron(): string | null {
  const pathFile = join(electron, 'path.txt')
  if (!existsSync(pathFile) || !hasDisplay() || process.getuid?.() === 0) return null
  const program = join(electron, 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(program) ? program : null
}

const program = usableElectron()

describe.skipIf(program === null)(
  'in Electron itself (skipped without its binary, a display, or as root)',
  () => {
    const startMs = 60_000
    let app: string
    let dataFolder: string
    let desktop: ElectronApplication
    let page: Page

    beforeAll(async () => {
      app = await makeTestApp(await makeTestFolder())
      dataFolder = await makeTestFolder()
      desktop = await _electron.launch({
        executablePath: program!,
        args: [app],
        env: { ...(process.env as Record<string, string>), SOCKWRIGHT_DATA: dataFolder },
      })
      page = await desktop.firstWindow()
    }, startMs)

    afterAll(async () => {
      await desktop.close()
      await rm(app, { recursive: true, force: true })
      await rm(dataFolder, { recursive: true, force: true })
    }, startMs)

    it('has a sandboxed page with one bridge and no Node', async () => {
      const found = await page.evaluate(`({
      address: location.href,
      require: typeof globalThis.require,
      bridge: Object.keys(window.sockwright),
    })`)
      expect(found).toEqual({
        address: 'sockwright://window/',
        require: 'undefined',
        bridge: ['post', 'onMessage'],
      })
    })

    it('serves built files only and denies navigation, windows and permissions', async () => {
      const statuses = await page.evaluate(
        `Promise.all(['/page.js', '/../preload/preload.cjs'].map(async (path) => (await fetch(path)).status))`,
      )
      expect(statuses).toEqual([200, 404])
      expect(await page.evaluate(`window.open('https://elsewhere.example/')`)).toBeNull()
      expect(
        await page.evaluate(`navigator.permissions.query({ name: 'geolocation' }).then((p) => p.state)`),
      ).toBe('denied')
      await page.evaluate(`void (location.href = 'https://elsewhere.example/')`)
      expect(await page.evaluate('location.href')).toBe('sockwright://window/')
    })

    it('reaches engine and host through IPC, and ends when the window asks', async () => {
      const wire = (await readFile(join(support, 'electron-stand-in', 'wire.js'), 'utf8')).replaceAll(
        'export ',
        '',
      )
      const sides = splitChannel(await openWindowLink(page, wire))
      const engine = connect<EngineCalls, EngineEvents>(sides.engine)
      const host = connect<HostCalls, HostEvents>(sides.host)
      expect(await host.call('host.info', {})).toMatchObject({ host: 'desktop', fileDialogs: true })
      expect((await engine.call('workspace.current', {})).path).toContain(dataFolder)
      const ended = desktop.waitForEvent('close')
      await host.call('host.quit', {})
      await ended
    })
  },
)
