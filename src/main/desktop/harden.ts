import { app, type Session, type WebContents } from 'electron'
import type { WindowAddress } from './window-address'

/**
 * Takes from every page what the window does not need: going elsewhere, opening windows, embedding, downloading, and
 * all permissions but writing text to the clipboard, which *Copy* uses.
 */
export function hardenPages(address: WindowAddress): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (details) => {
      const reload = details.isMainFrame && address.isOwn(details.url)
      if (!reload) details.preventDefault()
    })
    contents.on('will-redirect', (details) => details.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** The permissions part of {@link hardenPages}, which belongs to a session and not to a page. */
export function hardenSession(session: Session, address: WindowAddress): void {
  const permits = (permission: string, contents: WebContents | null, url: string) =>
    permission === 'clipboard-sanitized-write' && contents !== null && address.isOwn(url)
  session.setPermissionRequestHandler((contents, permission, answer, details) =>
    answer(permits(permission, contents, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((contents, permission, requestingOrigin) =>
    permits(permission, contents, requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}
