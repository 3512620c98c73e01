import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { vi } from 'vitest'
import { acceptDocuments } from '../../src/main/desktop/ipc-channel'
import { windowAddress } from '../../src/main/desktop/window-address'
import { startEngine } from '../../src/main/engine/thread/engine-worker'
import { bridgeChannels } from '../../src/main/window/bridge-channels'
import { createDesktopChannel } from '../../src/renderer/link/desktop-channel'
import type { DesktopBridge } from '../../src/shared/contract/desktop-bridge'
import { splitChannel } from '../../src/shared/contract/link'
import { describeTransport } from './conformance-suite'

/** Both ends of Electron's IPC for one window: messages are cloned and come later, as between its processes. */
class WindowIpc {
  readonly ipc = new EventEmitter()
  readonly contents = Object.assign(new EventEmitter(), {
    ipc: this.ipc,
    isDestroyed: () => false,
    send: (channel: string, ...args: unknown[]) => this.carry(this.renderer, channel, {}, args),
  })
  readonly renderer = new EventEmitter()
  readonly address = windowAddress()

  sendToMain(channel: string, ...args: unknown[]): void {
    const senderFrame = { url: this.address.url, parent: null }
    this.carry(this.ipc, channel, { senderFrame }, args)
  }

  private carry(to: EventEmitter, channel: string, event: object, args: unknown[]): void {
    const copy = structuredClone(args)
    setImmediate(() => to.emit(channel, event, ...copy))
  }
}

/** Loads the preload of one window; returns what it exposes to the page. */
async function loadPreload(window: WindowIpc): Promise<DesktopBridge> {
  let exposed: DesktopBridge | null = null
  vi.resetModules()
  vi.doMock('electron', () => ({
    ipcRenderer: {
      on: (channel: string, listener: () => void) => window.renderer.on(channel, listener),
      send: (channel: string, ...args: unknown[]) => window.sendToMain(channel, ...args),
    },
    contextBridge: { exposeInMainWorld: (_name: string, bridge: DesktopBridge) => (exposed = bridge) },
  }))
  await import('../../src/preload/preload')
  return exposed!
}

describeTransport({
  name: "Electron's IPC with the real preload",
  endUnseen: 'the channel of a desktop window lasts as long as the window',
  async start(options) {
    const engine = await startEngine(options)
    return {
      async open() {
        const window = new WindowIpc()
        acceptDocuments(window.contents as unknown as WebContents, window.address, (channel) => {
          bridgeChannels(splitChannel(channel).engine, engine.openSession({ files: 'any' }))
        })
        const channel = createDesktopChannel(await loadPreload(window))
        return { channel: splitChannel(channel).engine, end: () => window.contents.emit('destroyed') }
      },
      stop: () => engine.stop(),
    }
  },
})
