import type { CallHandlers } from '../../shared/contract/call'
import { SockwrightError } from '../../shared/contract/errors'
import type { HostCalls } from '../../shared/contract/host-contract'
import type { WindowEngine } from '../window/window-engine'
import type { DownloadLinks } from './download-links'

export interface WebHostParts {
  readonly version: string
  readonly downloads: DownloadLinks
  readonly engine: Pick<WindowEngine, 'takeDownload'>
  readonly onQuit: () => void
}

/** The host contract as far as a browser allows it. */
export function createWebHostHandlers(parts: WebHostParts): CallHandlers<HostCalls> {
  return {
    'host.info': () => ({
      host: 'web',
      version: parts.version,
      fileDialogs: false,
      systemLanguage: Intl.DateTimeFormat().resolvedOptions().locale,
    }),
    'host.chooseFile': () => {
      throw new SockwrightError('E_NOT_SUPPORTED', { feature: "The system's file dialog" })
    },
    'host.reveal': () => {
      throw new SockwrightError('E_NOT_SUPPORTED', { feature: 'Showing a file in the file manager' })
    },
    'host.downloadLink': async ({ download }) => ({
      url: parts.downloads.add(await parts.engine.takeDownload(download)),
    }),
    'host.quitHeard': () => null,
    'host.quit': () => {
      // The answer goes out before the link is cut.
      setImmediate(parts.onQuit)
      return null
    },
  }
}
