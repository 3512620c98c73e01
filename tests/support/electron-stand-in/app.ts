import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openChromium } from './browser-process'
import { windows } from './browser-window'
import { contentsCreated } from './contents-created'
import { orders } from './control'
import { schemesReady } from './scheme'
import { takeInstanceLock } from './single-instance'
import { PreventableEvent } from './web-contents'

/** The life of the app: ready, quit and what may refuse it. */
class App extends EventEmitter {
  readonly isPackaged = false
  /** The app's arguments come after the program and the folder of the app, as in `electron FOLDER …`. */
  private readonly paths = new Map<string, string>()
  private ready: Promise<void> | null = null
  private isReadyNow = false

  isReady(): boolean {
    return this.isReadyNow
  }

  /** The browser starts when the app waits for it; a command of the command line never does. */
  whenReady(): Promise<void> {
    this.ready ??= openChromium(join(this.userData(), 'chromium')).then(() => {
      this.isReadyNow = true
      schemesReady()
    })
    return this.ready
  }

  getLocale(): string {
    return 'en-US'
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set '${name}' path`)
    this.paths.set(name, path)
  }

  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(this.userData(), (argv, workingFolder) =>
      this.emit('second-instance', {}, argv, workingFolder, null),
    )
  }

  private userData(): string {
    const folder = this.paths.get('userData')
    if (folder === undefined) throw new Error('This stand-in has no user data of its own: set the path first')
    return folder
  }

  quit(): void {
    const before = new PreventableEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    for (const window of windows) if (!window.close()) return
    const will = new PreventableEvent()
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit(0)
  }

  exit(code = 0): void {
    for (const window of windows) window.destroy()
    this.emit('quit', {}, code)
    process.exit(code)
  }
}

export const app = new App()

contentsCreated.on('created', (contents) => app.emit('web-contents-created', {}, contents))
orders.on('quit', () => app.quit())
