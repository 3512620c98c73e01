import { EventEmitter } from 'node:events'
import { report } from './control'

/** The parts of Electron's main process that the app uses, over a real Chromium. */
export { app } from './app'
export { BrowserWindow } from './browser-window'
export { dialog } from './dialog'
export { protocol } from './scheme'
export { session } from './session'

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: () => undefined,
}

export const nativeTheme = { shouldUseDarkColors: true }

export const powerMonitor = new EventEmitter()

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}

export const shell = {
  showItemInFolder: (path: string) => report({ tell: 'revealed', path }),
}
