import { EventEmitter } from 'node:events'
import { currentChromium } from './browser-process'
import { orders, report } from './control'
import { PreventableEvent, WebContents } from './web-contents'

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface WindowOptions extends Partial<Bounds> {
  readonly webPreferences: Readonly<Record<string, unknown>> & { readonly preload: string }
}

/** What the stand-in can do only in one way; another setting would go untested. */
const required = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false } as const

export const windows = new Set<BrowserWindow>()

/** A window is a page of Chromium, the first one that which Chromium starts with. */
export class BrowserWindow extends EventEmitter {
  /** Listeners and calls come before the page is there; they reach it through this. */
  readonly webContents: WebContents
  private bounds: Bounds
  private minimized = false
  private maximized = false
  private destroyed = false
  private readonly obeyed = [
    ['close-window', () => void this.close()],
    ['crash-window', () => this.webContents.crash()],
    ['reload-window', () => this.webContents.reload()],
  ] as const

  constructor(options: WindowOptions) {
    super()
    for (const [name, value] of Object.entries(required)) {
      if (options.webPreferences[name] !== value)
        throw new Error(`This stand-in needs ${name}: ${String(value)}`)
    }
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    const { tools, takePage, address } = currentChromium()
    this.webContents = new WebContents(tools, takePage(), options.webPreferences.preload)
    windows.add(this)
    report({ tell: 'window', address, preferences: options.webPreferences })
    for (const [order, obey] of this.obeyed) orders.on(order, obey)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url, this.bounds)
    this.emit('ready-to-show')
  }

  /** As a person closes it: listeners may refuse. Tells whether the window goes. */
  close(): boolean {
    if (this.destroyed) return true
    const event = new PreventableEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
    return !event.defaultPrevented
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    windows.delete(this)
    for (const [order, obey] of this.obeyed) orders.off(order, obey)
    this.webContents.close()
    this.emit('closed')
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  show(): void {
    report({ tell: 'shown' })
  }

  focus(): void {
    report({ tell: 'focused' })
  }

  isMinimized(): boolean {
    return this.minimized
  }

  restore(): void {
    this.minimized = false
  }

  maximize(): void {
    this.maximized = true
  }

  isMaximized(): boolean {
    return this.maximized
  }

  getNormalBounds(): Bounds {
    return this.bounds
  }
}
