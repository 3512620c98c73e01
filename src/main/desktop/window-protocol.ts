import { protocol } from 'electron'
import { securityHeaders } from '../window/security-headers'
import { listWindowFiles, windowPage } from '../window/window-files'
import { windowAddress, windowScheme } from './window-address'

/** Gives the window's scheme the standing of `https:`. Has to happen before the app is ready, and once. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: windowScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Answers requests for the built files of the window, and for nothing else. */
export async function serveWindowFiles(rendererFolder: string): Promise<void> {
  const files = await listWindowFiles(rendererFolder)
  const own = windowAddress()
  protocol.handle(windowScheme, async (request) => {
    const { pathname } = new URL(request.url)
    const file = own.isOwn(request.url) ? files.get(pathname === '/' ? windowPage : pathname) : undefined
    if (file === undefined || request.method !== 'GET') {
      return new Response('There is nothing here.', { status: 404, headers: securityHeaders() })
    }
    return new Response(await file.read(), {
      headers: { ...securityHeaders(), 'Content-Type': file.contentType },
    })
  })
}
