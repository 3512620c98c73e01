import { readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Page } from 'playwright-core'
import { vi } from 'vitest'
import { makeTestFolder } from '../support/browser'
import type { ManyWindowsOrder, ManyWindowsStart } from '../support/many-windows-app/main'
import { standInDesktop, type StandInDesktop } from '../support/stand-in-desktop'
import { makeTestApp } from '../support/test-app'
import { openWindowLink } from '../support/window-link'
import { splitChannel } from '../../src/shared/contract/link'
import { describeTransport } from './conformance-suite'

const support = join(import.meta.dirname, '..', 'support')
const main = join(support, 'many-windows-app', 'main.ts')

describeTransport({
  name: 'the windows of the desktop app, with the built preload in Chromium',
  endUnseen: 'the channel of a desktop window lasts as long as the window',
  async start(options) {
    const folder = await makeTestApp(await makeTestFolder())
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', main: relative(folder, main) }),
    )
    const wire = (await readFile(join(support, 'electron-stand-in', 'wire.js'), 'utf8')).replaceAll(
      'export ',
      '',
    )
    const start: ManyWindowsStart = {
      options,
      rendererFolder: join(folder, 'out', 'renderer'),
      preload: join(folder, 'out', 'preload', 'preload.cjs'),
    }
    const desktop = await standInDesktop.start({
      app: folder,
      dataFolder: options.dataFolder!,
      args: [JSON.stringify(start)],
    })
    const tell = (order: ManyWindowsOrder) => desktop.tell(order)
    let opened = 0
    return {
      async open() {
        const window = (opened += 1)
        tell({ order: 'open-numbered', window })
        await desktop.next('shown')
        const channel = await openWindowLink(await pageOf(desktop, window), wire)
        return {
          channel: splitChannel(channel).engine,
          end: () => tell({ order: 'close-numbered', window }),
        }
      },
      async stop() {
        desktop.kill('SIGTERM')
        await desktop.ended
        await desktop.browserEnded
        await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      },
    }
  },
})

/** The page of a window that is shown: Playwright hears of it on a way of its own. */
async function pageOf(desktop: StandInDesktop, window: number): Promise<Page> {
  const { page } = desktop
  const found = await vi.waitUntil(
    () =>
      page
        .context()
        .pages()
        .find((one) => one.url().endsWith(`?${window}`)),
    { timeout: 10_000 },
  )
  await found.getByText('ready').waitFor()
  return found
}
