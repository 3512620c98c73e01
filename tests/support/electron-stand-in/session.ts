import { EventEmitter } from 'node:events'

type PermissionHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string, details: object) => boolean

/** Electron's names of permissions beside those of the DevTools protocol. */
export const knownPermissions = [
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['clipboard-read', 'clipboard-read'],
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
] as const

class DefaultSession extends EventEmitter {
  private requestHandler: PermissionHandler | null = null
  private check: PermissionCheck | null = null

  setPermissionRequestHandler(handler: PermissionHandler | null): void {
    this.requestHandler = handler
  }

  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.check = handler
  }

  setDevicePermissionHandler(): void {
    // Devices need no answer here: a page has to be given one by a person first, and there are none.
  }

  /** What Electron would answer to `permission` asked for by a page; without handlers it grants everything. */
  async grants(contents: unknown, permission: string, url: string): Promise<boolean> {
    const details = { requestingUrl: url, isMainFrame: true }
    if (this.check?.(contents, permission, url, details) === true) return true
    const { requestHandler } = this
    if (requestHandler === null) return true
    return new Promise((resolve) => requestHandler(contents, permission, resolve, details))
  }
}

export const session = { defaultSession: new DefaultSession() }
