import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, powerMonitor, session, type BrowserWindow } from 'electron'
import type { Channel } from '../../shared/contract/channel'
import type { Caller, EmitEvent } from '../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../shared/contract/engine-contract'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { hostCalls, type HostCalls, type HostEvents } from '../../shared/contract/host-contract'
import { connect, serve, splitChannel } from '../../shared/contract/link'
import { bridgeChannels } from '../window/bridge-channels'
import { builtFolder } from '../window/built-folder'
import { RestartingEngine } from '../window/restarting-engine'
import { countRunningEndpoints } from '../window/running-endpoints'
import { askToEndEndpoints } from './ask-person'
import { createDesktopHostHandlers } from './desktop-host-handlers'
import { desktopText } from './desktop-texts'
import { hardenSession } from './harden'
import { acceptDocuments } from './ipc-channel'
import { openMainWindow } from './main-window'
import { setMenu } from './menu'
import { QuitFlow } from './quit-flow'
import { markReady } from './ready-mark'
import type { WindowAddress } from './window-address'
import { serveWindowFiles } from './window-protocol'

export interface DesktopOptions {
  readonly address: WindowAddress
  readonly dataFolder: string
  /** Workspace to open; the last one where null. */
  readonly workspace: string | null
}

/** The desktop app once Electron is ready: one engine, one window, and what goes on between them. */
export class DesktopApp {
  private readonly quitFlow: QuitFlow
  private own: Caller<EngineCalls, EngineEvents>
  private tellWindow: EmitEvent<HostEvents> | null = null

  /** Rejects where the engine cannot start or the window's files are missing. */
  static async start(options: DesktopOptions): Promise<DesktopApp> {
    hardenSession(session.defaultSession, options.address)
    setMenu()
    await serveWindowFiles(join(builtFolder(), 'renderer'))
    const { workspace, dataFolder } = options
    let desktop: DesktopApp | null = null
    const engine = await RestartingEngine.start({
      options: { workspace: workspace === null ? { last: true } : { path: workspace }, dataFolder },
      onProblem: ({ failure, stack }) => console.error(`sockwright: ${stack ?? failure.message}`),
      onRestarted: (crash) => void desktop?.engineRestarted(crash),
      onGone: (crash) => desktop?.engineGone(crash),
    })
    const window = openMainWindow({
      address: options.address,
      preload: join(builtFolder(), 'preload', 'preload.cjs'),
      folder: desktopFolder(dataFolder),
    })
    desktop = new DesktopApp(engine, window, options.address)
    return desktop
  }

  private constructor(
    private readonly engine: RestartingEngine,
    private readonly window: BrowserWindow,
    address: WindowAddress,
  ) {
    this.own = connect(engine.openSession({ files: 'any' }))
    this.quitFlow = new QuitFlow({
      countRunning: () => countRunningEndpoints(this.own),
      askInWindow: (running) => this.askInWindow(running),
      askInDialog: (running) => askToEndEndpoints(window, 'quitQuestion', running),
      stopEngine: () => engine.stop(),
      end: () => app.quit(),
    })
    acceptDocuments(window.webContents, address, (channel) => this.openDocument(channel))
    this.watchWindow()
    this.watchEnd()
  }

  /** A second start: shows the window, and opens the workspace that start named. */
  async focus(workspace: string | null): Promise<void> {
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
    if (workspace !== null) await this.openWorkspace(workspace)
  }

  private async openWorkspace(path: string): Promise<void> {
    try {
      const current = await this.own.call('workspace.current', {})
      if (current.path === path) return
      const running = await countRunningEndpoints(this.own)
      if (running > 0 && !(await askToEndEndpoints(this.window, 'openQuestion', running))) return
      await this.own.call('workspace.open', { path })
    } catch (failure) {
      await dialog.showMessageBox(this.window, { type: 'error', message: toFailure(failure).message })
    }
  }

  private openDocument(channel: Channel): void {
    const sides = splitChannel(channel)
    bridgeChannels(sides.engine, this.engine.openSession({ files: 'any' }))
    const handlers = createDesktopHostHandlers({
      window: this.window,
      onQuitHeard: () => this.quitFlow.heard(),
      onQuit: () => void this.quitFlow.finish(),
    })
    const tell = serve<HostCalls, HostEvents>(sides.host, hostCalls, handlers)
    this.tellWindow = tell
    channel.onClose(() => {
      if (this.tellWindow === tell) this.tellWindow = null
    })
  }

  private askInWindow(running: number): boolean {
    if (this.tellWindow === null || this.window.isDestroyed()) return false
    // The question may be put while the window is minimized.
    this.window.show()
    this.tellWindow('host.quitRequested', { running })
    return true
  }

  private watchWindow(): void {
    this.window.once('ready-to-show', markReady)
    this.window.on('close', (event) => {
      if (this.quitFlow.over) return
      event.preventDefault()
      void this.quitFlow.request()
    })
    this.window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit' && !this.quitFlow.over) {
        void this.offerToReload('windowGone', desktopText('windowGoneDetail'))
      }
    })
  }

  /** Whatever has crashed: without a look at the window nothing of it can be seen. */
  private async offerToReload(what: 'windowGone' | 'engineGone', detail: string): Promise<void> {
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'error',
      message: desktopText(what),
      detail,
      buttons: [desktopText('reload'), desktopText('quit')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 0) this.window.webContents.reload()
    else await this.quitFlow.request()
  }

  /** All sessions have ended with the engine; the window gets a new one when it is loaded anew. */
  private async engineRestarted({ message }: Failure): Promise<void> {
    this.own = connect(this.engine.openSession({ files: 'any' }))
    const detail = desktopText('engineRestartedDetail', { reason: message })
    await this.offerToReload('engineGone', detail)
  }

  private engineGone({ message }: Failure): void {
    dialog.showErrorBox(desktopText('engineGone'), desktopText('engineGoneDetail', { reason: message }))
    void this.quitFlow.finish()
  }

  private watchEnd(): void {
    app.on('before-quit', (event) => {
      if (this.quitFlow.over) return
      event.preventDefault()
      void this.quitFlow.request()
    })
    // The system ends, or the command line does: there is nobody to ask.
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault()
      void this.quitFlow.finish()
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void this.quitFlow.finish())
    }
  }
}

/** Where the desktop app keeps what is its own: Chromium's profile and the window's place. Made if it is missing. */
export function desktopFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'desktop')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
