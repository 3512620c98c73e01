import { app, session, type BrowserWindow } from 'electron'
import { desktopFolder } from '../../../src/main/desktop/desktop-app'
import { hardenPages, hardenSession } from '../../../src/main/desktop/harden'
import { acceptDocuments } from '../../../src/main/desktop/ipc-channel'
import { openMainWindow } from '../../../src/main/desktop/main-window'
import { windowAddress } from '../../../src/main/desktop/window-address'
import { registerWindowScheme, serveWindowFiles } from '../../../src/main/desktop/window-protocol'
import type { EngineOptions } from '../../../src/main/engine/engine-options'
import { startEngine } from '../../../src/main/engine/thread/engine-worker'
import { bridgeChannels } from '../../../src/main/window/bridge-channels'
import { splitChannel } from '../../../src/shared/contract/link'

/** What the app is started with, as JSON in its one argument. */
export interface ManyWindowsStart {
  readonly options: EngineOptions
  /** Folders of the built window and the built preload. */
  readonly rendererFolder: string
  readonly preload: string
}

/** What a test has it do; windows have numbers of the test's. */
export type ManyWindowsOrder =
  | { readonly order: 'open-numbered'; readonly window: number }
  | { readonly order: 'close-numbered'; readonly window: number }

/**
 * The desktop app without its one window: as many as a test wants, on one engine. All between a page and the engine is
 * the app's own.
 */
const { options, rendererFolder, preload } = JSON.parse(process.argv.at(-1)!) as ManyWindowsStart
const address = windowAddress()
const folder = desktopFolder(options.dataFolder!)
app.setPath('userData', folder)
registerWindowScheme()
hardenPages(address)
void app.whenReady().then(async () => {
  hardenSession(session.defaultSession, address)
  await serveWindowFiles(rendererFolder)
  const engine = await startEngine(options)
  const windows = new Map<number, BrowserWindow>()

  function open(number: number): void {
    const window = openMainWindow({
      address: { ...address, url: `${address.url}?${number}` },
      preload,
      folder,
    })
    windows.set(number, window)
    acceptDocuments(window.webContents, address, (channel) => {
      bridgeChannels(splitChannel(channel).engine, engine.openSession({ files: 'any' }))
    })
  }

  // Chromium goes on while it has a window; this one is there until the end.
  open(0)
  process.on('message', ({ order, window }: ManyWindowsOrder) => {
    if (order === 'open-numbered') open(window)
    else windows.get(window)?.destroy()
  })
  process.once('SIGTERM', () => void engine.stop().then(() => app.exit(0)))
})
