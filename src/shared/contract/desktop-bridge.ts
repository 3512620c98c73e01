/** The only IPC channel between the desktop window and its host. */
export const ipcChannel = 'sockwright'

/** What the preload puts on the window: `window.sockwright`. */
export const bridgeName = 'sockwright'

/** What the preload of the desktop window exposes: one channel, nothing else. */
export interface DesktopBridge {
  post(message: unknown): void
  /** Sets the only receiver. Messages that arrive before are kept and delivered in order. */
  onMessage(receive: (message: unknown) => void): void
}
