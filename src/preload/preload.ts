import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { bridgeName, ipcChannel } from '../shared/contract/desktop-bridge'

/**
 * Tells this document from those before it in the same window: what was on its way when the window was loaded anew
 * must not reach the new page.
 */
const documentKey = crypto.randomUUID()

let receive: ((message: unknown) => void) | null = null
const waiting: unknown[] = []

ipcRenderer.on(ipcChannel, (_event, key: unknown, message: unknown) => {
  if (key !== documentKey) return
  if (receive) receive(message)
  else waiting.push(message)
})

contextBridge.exposeInMainWorld(bridgeName, {
  post(message: unknown): void {
    ipcRenderer.send(ipcChannel, documentKey, message)
  },
  onMessage(next: (message: unknown) => void): void {
    receive = next
    waiting.splice(0).forEach(next)
  },
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
