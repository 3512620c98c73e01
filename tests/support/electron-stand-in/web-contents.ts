import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from './control'
import { contentsCreated } from './contents-created'
import type { DevTools, DevToolsSession } from './devtools'
import { answerRequest, inward, outward } from './scheme'
import { knownPermissions, session } from './session'
import { decodeValue, encodeValue } from './wire.js'

const part = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const wire = part('wire.js').replaceAll('export function', 'function')

/** Names that tie the halves of the bridge together, unknown to the page. */
const secret = () => `_${randomUUID().replaceAll('-', '')}`

interface Frame {
  readonly url: string
  readonly parent: Frame | null
}

interface PausedRequest {
  readonly requestId: string
  readonly resourceType: string
  readonly frameId: string
  readonly request: { readonly url: string; readonly method: string }
}

const worldName = 'Electron Isolated Context'

/** An event that a listener can refuse. */
export class PreventableEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** The page of a window: its preload, its messages and what it may load. */
export class WebContents extends EventEmitter {
  readonly ipc = new EventEmitter()
  private openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  private readonly names = {
    toPreload: secret(),
    toPage: secret(),
    sendToMain: secret(),
    receiveFromMain: secret(),
    openWindow: secret(),
  }
  private world: number | null = null
  private readonly worlds = new Map<number, string>()
  private mainFrame = ''
  private readonly frames = new Map<string, { url: string; parent: string | undefined }>()
  /** What the app itself has asked for, which is no navigation of the page's. */
  private appNavigation: string | null = null
  private destroyed = false
  private address = ''

  private page!: DevToolsSession
  private targetId = ''
  private prepared: Promise<void> | null = null

  constructor(
    private readonly tools: DevTools,
    /** The page of Chromium, by its id. */
    private readonly target: Promise<string>,
    private readonly preload: string,
  ) {
    super()
    // Electron tells of new contents before the app can do anything with them.
    contentsCreated.emit('created', this)
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  getURL(): string {
    return inward(this.frames.get(this.mainFrame)?.url ?? '')
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    const encoded = encodeValue(args)
    // As in Electron, a message to a page that is not there is lost.
    if (this.world === null || this.destroyed) return
    const call = `globalThis.${this.names.receiveFromMain}(${JSON.stringify(channel)}, ${JSON.stringify(encoded)})`
    void this.page
      .send('Runtime.evaluate', { expression: call, contextId: this.world })
      .catch(() => undefined)
  }

  reload(): void {
    void this.load(this.address, null)
  }

  /** Loads one of the app's addresses; resolves when the page is there. */
  async load(url: string, size: { readonly width: number; readonly height: number } | null): Promise<void> {
    this.prepared ??= this.prepare()
    await this.prepared
    if (size !== null) await this.resize(size)
    this.address = url
    this.appNavigation = outward(url)
    const loaded = new Promise((resolve) => this.page.once('Page.loadEventFired', resolve))
    const { errorText } = await this.page.send('Page.navigate', { url: this.appNavigation })
    if (errorText) throw new Error(`${String(errorText)} (${url})`)
    await loaded
  }

  crash(): void {
    void this.page.send('Page.crash').catch(() => undefined)
  }

  close(): void {
    void this.target
      .then((targetId) => this.tools.root.send('Target.closeTarget', { targetId }))
      .catch(() => undefined)
    this.tools.root.off('Target.targetCreated', this.closePopup)
    this.destroyed = true
    this.emit('destroyed')
  }

  private async resize({
    width,
    height,
  }: {
    readonly width: number
    readonly height: number
  }): Promise<void> {
    const { windowId } = await this.page.send('Browser.getWindowForTarget', {})
    await this.page.send('Browser.setWindowBounds', { windowId, bounds: { width, height } })
  }

  private async prepare(): Promise<void> {
    this.targetId = await this.target
    const page = await this.tools.attach(this.targetId)
    this.page = page
    page.on('Runtime.executionContextCreated', (told) => this.worldCreated(told))
    page.on('Runtime.executionContextDestroyed', (told) => this.worldGone(told.executionContextId))
    page.on('Runtime.executionContextsCleared', () => this.worldGone(this.world))
    page.on('Runtime.bindingCalled', (told) => this.take(told))
    page.on('Page.frameNavigated', ({ frame }) => {
      this.frames.set(frame.id, { url: frame.url, parent: frame.parentId })
    })
    page.on('Page.windowOpen', ({ url }) => this.windowWanted(url))
    page.on('Fetch.requestPaused', (paused: PausedRequest) => void this.answer(paused))
    page.on('Inspector.targetCrashed', () => {
      this.world = null
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    })
    await page.send('Inspector.enable')
    await page.send('Runtime.enable')
    await page.send('Page.enable')
    const { frameTree } = await page.send('Page.getFrameTree')
    this.mainFrame = (frameTree as { frame: { id: string } }).frame.id
    await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    this.tools.root.on('Target.targetCreated', this.closePopup)
    await this.tools.root.send('Target.setDiscoverTargets', { discover: true })
    await this.installBridge(readFileSync(this.preload, 'utf8'))
  }

  private async installBridge(preload: string): Promise<void> {
    const { sendToMain, openWindow } = this.names
    const named = `const { ${Object.keys(this.names).join(', ')} } = ${JSON.stringify(this.names)};\n`
    // A preload runs in the main frame only: `nodeIntegrationInSubFrames` is off.
    const inMainFrame = (body: string) =>
      `if (window.parent === window) (() => {\n${named}${wire}\n${body}\n})()`
    const wrapped = `;(function (require, exports, module) {\n${preload}\n})(require, {}, { exports: {} })`
    await this.page.send('Runtime.addBinding', { name: sendToMain, executionContextName: worldName })
    await this.page.send('Runtime.addBinding', { name: openWindow })
    await this.page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: inMainFrame(part('main-world.js')),
    })
    await this.page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: inMainFrame(part('preload-world.js') + wrapped),
      worldName,
    })
  }

  private worldCreated({
    context,
  }: {
    context: { id: number; name: string; auxData: { frameId: string } }
  }): void {
    if (context.name !== worldName) return
    this.worlds.set(context.id, context.auxData.frameId)
    if (context.auxData.frameId === this.mainFrame) this.world = context.id
  }

  private worldGone(id: number | null): void {
    if (id === null) return
    this.worlds.delete(id)
    if (id === this.world) this.world = null
  }

  private take(told: { name: string; payload: string; executionContextId: number }): void {
    if (told.name === this.names.openWindow) return this.windowWanted(told.payload)
    const frame = this.worlds.get(told.executionContextId)
    if (told.name !== this.names.sendToMain || frame === undefined) return
    const { channel, args } = JSON.parse(told.payload) as { channel: string; args: string }
    const event = { sender: this, senderFrame: this.frame(frame), type: 'frame' }
    this.ipc.emit(channel, event, ...(decodeValue(args) as unknown[]))
  }

  private windowWanted(url: string): void {
    if (this.openHandler({ url }).action !== 'deny') throw new Error('This stand-in opens no second windows.')
    report({ tell: 'denied', what: 'window', url })
  }

  private frame(id: string): Frame | null {
    const known = this.frames.get(id)
    if (known === undefined) return null
    return { url: inward(known.url), parent: known.parent === undefined ? null : this.frame(known.parent) }
  }

  private readonly closePopup = ({
    targetInfo,
  }: {
    targetInfo: { targetId: string; openerId?: string }
  }): void => {
    // A denied window that a link asked for is there for a moment: DevTools cannot keep it from being opened.
    if (targetInfo.openerId !== this.targetId) return
    void this.tools.root.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined)
  }

  private async answer(paused: PausedRequest): Promise<void> {
    const { url, method } = paused.request
    if (paused.resourceType === 'Document' && !this.mayNavigate(paused))
      return this.refuse(paused, 'navigation')
    const response = await answerRequest(url, method)
    if (response === null) return this.refuse(paused, 'request')
    if (paused.resourceType === 'Document') await this.setPermissions(url)
    const body = Buffer.from(await response.arrayBuffer())
    await this.page.send('Fetch.fulfillRequest', {
      requestId: paused.requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: body.toString('base64'),
    })
  }

  /** A navigation of the page's own is put to the app, as Electron does. */
  private mayNavigate({ request, frameId }: PausedRequest): boolean {
    if (request.url === this.appNavigation) {
      this.appNavigation = null
      return true
    }
    const isMainFrame = frameId === this.mainFrame
    const event = new PreventableEvent()
    this.emit('will-frame-navigate', Object.assign(event, { url: inward(request.url), isMainFrame }))
    return !event.defaultPrevented
  }

  private async refuse({ requestId, request }: PausedRequest, what: 'navigation' | 'request'): Promise<void> {
    report({ tell: 'denied', what, url: inward(request.url) })
    await this.page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
  }

  private async setPermissions(url: string): Promise<void> {
    const { origin } = new URL(url)
    for (const [permission, name] of knownPermissions) {
      const granted = await session.defaultSession.grants(this, permission, inward(url))
      await this.tools.root.send('Browser.setPermission', {
        permission: { name, allowWithoutSanitization: false },
        setting: granted ? 'granted' : 'denied',
        origin,
      })
    }
  }
}
