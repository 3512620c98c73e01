import type { Channel } from '../../shared/contract/channel'
import type { DesktopBridge } from '../../shared/contract/desktop-bridge'

declare global {
  interface Window {
    readonly sockwright?: DesktopBridge
  }
}

/** The channel of the desktop window. It lasts as long as the window. */
export function createDesktopChannel(bridge: DesktopBridge): Channel {
  return {
    post: (message) => bridge.post(toPlain(message)),
    onMessage: (receive) => bridge.onMessage(receive),
    onClose: () => undefined,
    close: () => undefined,
  }
}

/** Vue's proxies cannot be cloned across the bridge; a copy of what they stand for can. */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toPlain(inner)]))
}
