/** The only IPC channel between the desktop window and its host. */
export const ipcChannel = 'sockwright'

/** What the preload puts on the window: `window.sockwright`. */
export const bridgeName = 'sockwright'

/** What the preload of the desktop window exposes: one channel, and the paths of files that a person drops. */
export interface DesktopBridge {
  post(message: unknown): void
  /** Sets the only receiver. Messages that arrive before are kept and delivered in order. */
  onMessage(receive: (message: unknown) => void): void
  /** Absolute path of a `File` that was dropped or chosen; empty for one that the page made. */
  pathOf(file: unknown): string
}
