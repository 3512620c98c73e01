import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/shared/contract/channel'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type { HostCalls, HostEvents } from '../../src/shared/contract/host-contract'
import { connect, splitChannel } from '../../src/shared/contract/link'
import { makeTestFolder } from '../support/browser'
import type { Desktop, DesktopUnderTest } from '../support/desktop'
import { makeTestApp } from '../support/test-app'
import { openWindowLink } from '../support/window-link'

const wire = join(import.meta.dirname, '..', 'support', 'electron-stand-in', 'wire.js')

/** A browser starts slowly on a busy machine. */
const startMs = 60_000

/** What the built desktop app does, in whatever stands for Electron. */
export function describeDesktop(under: DesktopUnderTest): void {
  const skipped = under.missing === null ? '' : ` (skipped: ${under.missing})`
  describe.skipIf(under.missing !== null)(`the desktop app in ${under.name}${skipped}`, () => {
    let app: string
    let dataFolder: string
    let desktop: Desktop
    let channel: Channel
    let engine: Caller<EngineCalls, EngineEvents>
    let host: Caller<HostCalls, HostEvents>

    beforeAll(async () => {
      app = await makeTestApp(await makeTestFolder())
    })

    afterAll(() => rm(app, { recursive: true, force: true }))

    async function start(): Promise<void> {
      await startWithoutLink()
      await link()
    }

    /** With nothing of the test's in the page. */
    async function startWithoutLink(): Promise<void> {
      dataFolder = await makeTestFolder()
      desktop = await under.start({ app, dataFolder })
    }

    async function end(): Promise<void> {
      desktop.kill('SIGKILL')
      await desktop.ended
      await desktop.browserEnded
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 })
    }

    async function link(): Promise<void> {
      channel = await openWindowLink(desktop.page, (await readFile(wire, 'utf8')).replaceAll('export ', ''))
      const sides = splitChannel(channel)
      engine = connect(sides.engine)
      host = connect(sides.host)
    }

    async function startServer(): Promise<void> {
      const created = await engine.call('endpoint.create', {
        kind: 'tcp-server',
        name: 'server',
        options: { address: '127.0.0.1', port: 0 },
      })
      await engine.call('endpoint.start', { endpoint: created.id })
    }

    describe('the window', () => {
      beforeAll(startWithoutLink, startMs)
      afterAll(end, startMs)

      it('is isolated and has neither Node nor Electron in its page', async () => {
        const found = await desktop.page.evaluate(`({
          require: typeof globalThis.require,
          process: typeof globalThis.process,
          bridge: Object.keys(window.sockwright),
          frozen: Object.isFrozen(window.sockwright),
        })`)
        expect(found).toEqual({
          require: 'undefined',
          process: 'undefined',
          bridge: ['post', 'onMessage', 'pathOf'],
          frozen: true,
        })
      })

      it('runs no script that was not built with it', async () => {
        const injected = await desktop.page.evaluate(`(() => {
          const script = document.createElement('script')
          script.textContent = 'window.injected = true'
          document.head.append(script)
          return 'injected' in window
        })()`)
        expect(injected).toBe(false)
        // In a timer, because DevTools lifts the ban on evaluating text for what it evaluates itself.
        const evaluated = await desktop.page.evaluate(`new Promise((resolve) => setTimeout(() => {
          try { resolve(new Function('return "evaluated"')()) } catch (failure) { resolve(failure.name) }
        }))`)
        expect(evaluated).toBe('EvalError')
      })

      it('goes nowhere else, opens no window and fetches nothing', async () => {
        const before = desktop.page.url()
        await desktop.page.evaluate(`void (location.href = 'https://elsewhere.example/')`)
        expect(await desktop.next('denied')).toMatchObject({
          what: 'navigation',
          url: 'https://elsewhere.example/',
        })
        expect(await desktop.page.evaluate(`window.open('https://elsewhere.example/')`)).toBeNull()
        const fetched = await desktop.page.evaluate(
          `fetch('https://elsewhere.example/').then(() => 'fetched', () => 'refused')`,
        )
        expect(fetched).toBe('refused')
        expect(desktop.page.url()).toBe(before)
      })

      it('has no permission but to write to the clipboard', async () => {
        const states = await desktop.page.evaluate(`Promise.all(
          ['geolocation', 'notifications', 'clipboard-read', 'clipboard-write'].map(
            async (name) => (await navigator.permissions.query({ name })).state,
          ),
        )`)
        expect(states).toEqual(['denied', 'denied', 'denied', 'granted'])
      })

      it('serves built files only', async () => {
        const statuses = await desktop.page.evaluate(`Promise.all(
          ['/page.js', '/../preload/preload.cjs', '/%2e%2e/main/desktop.js', '/main/desktop.js'].map(
            async (path) => (await fetch(path)).status,
          ),
        )`)
        expect(statuses).toEqual([200, 404, 404, 404])
      })
    })

    describe('the host contract of the desktop', () => {
      beforeAll(start, startMs)
      afterAll(end, startMs)

      it('says what it can do', async () => {
        expect(await host.call('host.info', {})).toMatchObject({ host: 'desktop', fileDialogs: true })
        await expect(host.call('host.downloadLink', { download: 'x' })).rejects.toMatchObject({
          code: 'E_NOT_SUPPORTED',
        })
      })

      it('asks for files in the dialogs of the system', async () => {
        const chosen = host.call('host.chooseFile', { purpose: 'save-export', suggestedName: '../a/log.csv' })
        const save = await desktop.nextDialog()
        expect(save).toMatchObject({ kind: 'save', options: { defaultPath: 'log.csv' } })
        save.answer({ canceled: false, filePath: '/somewhere/log.csv' })
        expect(await chosen).toEqual({ path: '/somewhere/log.csv' })

        const dismissed = host.call('host.chooseFile', { purpose: 'open-workspace', suggestedName: '' })
        const open = await desktop.nextDialog()
        expect(open).toMatchObject({ kind: 'open', options: { properties: ['openFile'] } })
        open.answer({ canceled: true, filePaths: [] })
        expect(await dismissed).toBeNull()

        const folder = host.call('host.chooseFile', { purpose: 'open-capture', suggestedName: '' })
        const openFolder = await desktop.nextDialog()
        expect(openFolder).toMatchObject({ kind: 'open', options: { properties: ['openDirectory'] } })
        openFolder.answer({ canceled: false, filePaths: ['/captures/a.swcap'] })
        expect(await folder).toEqual({ path: '/captures/a.swcap' })
      })

      it('shows files in the file manager, where they exist', async () => {
        const path = join(dataFolder, 'there.txt')
        await writeFile(path, '')
        await host.call('host.reveal', { path })
        expect(await desktop.next('revealed')).toMatchObject({ path })
        await expect(host.call('host.reveal', { path: `${path}x` })).rejects.toMatchObject({ code: 'ENOENT' })
      })
    })

    describe('loading the window anew', () => {
      beforeEach(start, startMs)
      afterEach(end, startMs)

      it('ends the old session and gives the new page one of its own', async () => {
        const view = await engine.call('workspace.current', {})
        desktop.do('reload-window')
        await desktop.page.waitForEvent('domcontentloaded')
        const again = await desktop.page.evaluate(`new Promise((resolve) => {
          window.take = resolve
          window.sockwright.post({ to: 'engine', message: { t: 'q', i: 'one', m: 'workspace.current', a: [{}] } })
        })`)
        expect(again).toMatchObject({ message: { r: { ok: true, value: { path: view.path } } } })
      })

      it('offers to load it again after a crash, and the engine has gone on', async () => {
        await startServer()
        desktop.do('crash-window')
        const dialog = await desktop.nextDialog()
        expect(dialog).toMatchObject({
          kind: 'message',
          options: { type: 'error', message: 'The window has crashed.' },
        })
        desktop.kill('SIGTERM')
        expect(await desktop.ended).toBe(0)
      })
    })

    describe('the end', () => {
      beforeEach(start, startMs)
      afterEach(end, startMs)

      it('closes at once while nothing runs', async () => {
        desktop.do('close-window')
        expect(await desktop.ended).toBe(0)
      })

      it('asks in the window while an endpoint runs, stays until the answer, and then ends', async () => {
        await startServer()
        const asked = new Promise<number>((resolve) => {
          host.on('host.quitRequested', ({ running }) => resolve(running))
        })
        desktop.do('close-window')
        expect(await asked).toBe(1)
        await host.call('host.quitHeard', {})
        expect(await engine.call('engine.statuses', {})).toMatchObject([{ state: { is: 'listening' } }])
        await host.call('host.quit', {})
        expect(await desktop.ended).toBe(0)
      })

      it('asks in a dialog of the system when the window does not answer', async () => {
        await startServer()
        desktop.do('quit')
        const first = await desktop.nextDialog()
        expect(first).toMatchObject({
          kind: 'message',
          options: { type: 'question', buttons: ['Quit', 'Cancel'] },
        })
        first.answer({ response: 1 })
        expect(await engine.call('engine.statuses', {})).toMatchObject([{ state: { is: 'listening' } }])
        desktop.do('quit')
        const second = await desktop.nextDialog()
        second.answer({ response: 0 })
        expect(await desktop.ended).toBe(0)
      })

      it.skipIf(process.platform === 'win32')('ends cleanly on SIGTERM, without asking', async () => {
        await startServer()
        desktop.kill('SIGTERM')
        expect(await desktop.ended).toBe(0)
      })
    })

    describe('a second start', () => {
      beforeEach(start, startMs)
      afterEach(end, startMs)

      it('shows the window of the first and opens the workspace it names there', async () => {
        const path = join(dataFolder, 'other.sockwright.json')
        await writeFile(
          path,
          JSON.stringify({ format: 'sockwright-workspace', version: 1, endpoints: [], layout: null }),
        )
        // A page that has said nothing is told nothing.
        expect((await engine.call('workspace.current', {})).path).not.toBe(path)
        const changed = new Promise<string>((resolve) => {
          engine.on('workspace.changed', ({ workspace }) => resolve(workspace.path))
        })
        const second = under.run({ app, dataFolder, args: [path] })
        expect((await once(second, 'exit'))[0]).toBe(0)
        await desktop.next('focused')
        expect(await changed).toBe(path)
      })
    })

    describe('arguments of the command line', () => {
      it('are run without a window', async () => {
        const child = under.run({ app, dataFolder: join(app, 'unused'), args: ['--version'] })
        let said = ''
        child.stdout!.on('data', (text) => (said += String(text)))
        expect((await once(child, 'close'))[0]).toBe(0)
        expect(said.trim()).toMatch(/^\d+\.\d+\.\d+$/)
      })
    })
  })
}
