import { BrowserWindow, nativeTheme } from 'electron'
import { readWindowBounds, saveWindowBounds, smallestWindow } from './window-bounds'
import type { WindowAddress } from './window-address'

export interface MainWindowOptions {
  readonly address: WindowAddress
  readonly preload: string
  /** Where the window's place is kept. */
  readonly folder: string
}

/** The window's background before its page has drawn anything. */
const background = { dark: '#0e1116', light: '#ffffff' } as const

/** Opens the window of the workbench; it shows itself as soon as its page is drawn. */
export function openMainWindow({ address, preload, folder }: MainWindowOptions): BrowserWindow {
  const saved = readWindowBounds(folder)
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...(saved === null ? {} : { x: saved.x, y: saved.y, width: saved.width, height: saved.height }),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Sockwright',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would come from the internet.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    if (saved?.maximized) window.maximize()
    window.show()
  })
  window.on('close', () => saveWindowBounds(folder, window))
  void window.loadURL(address.url)
  return window
}
