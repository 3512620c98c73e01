import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { app, dialog, shell, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron'
import type { CallHandlers } from '../../shared/contract/call'
import { SockwrightError } from '../../shared/contract/errors'
import type { FilePurpose, HostCalls } from '../../shared/contract/host-contract'
import { version } from '../version'

export interface DesktopHostParts {
  readonly window: BrowserWindow
  /** The window asks the person whether to quit. */
  readonly onQuitHeard: () => void
  /** The person wants to quit, whatever runs. */
  readonly onQuit: () => void
}

const workspaceFilter: FileFilter = { name: 'Sockwright', extensions: ['json'] }
const packetFilter: FileFilter = { name: 'pcap, pcapng', extensions: ['pcap', 'pcapng', 'cap'] }
const allFiles: FileFilter = { name: '*', extensions: ['*'] }

/** The host contract of the desktop window. */
export function createDesktopHostHandlers(parts: DesktopHostParts): CallHandlers<HostCalls> {
  return {
    'host.info': () => ({ host: 'desktop', version, fileDialogs: true, systemLanguage: app.getLocale() }),
    'host.chooseFile': ({ purpose, suggestedName }) => chooseFile(parts.window, purpose, suggestedName),
    'host.reveal': async ({ path }) => {
      const absolute = resolve(path)
      await stat(absolute).catch((cause: unknown) => {
        throw new SockwrightError('ENOENT', { path: absolute }, { cause })
      })
      shell.showItemInFolder(absolute)
      return null
    },
    'host.downloadLink': () => {
      throw new SockwrightError('E_NOT_SUPPORTED', { feature: 'A download link' })
    },
    'host.quitHeard': () => {
      parts.onQuitHeard()
      return null
    },
    'host.quit': () => {
      // The answer goes out before the window closes.
      setImmediate(parts.onQuit)
      return null
    },
  }
}

function chooseFile(
  window: BrowserWindow,
  purpose: FilePurpose,
  suggestedName: string,
): Promise<{ readonly path: string } | null> {
  switch (purpose) {
    case 'open-workspace':
      return chooseToOpen(window, { properties: ['openFile'], filters: [workspaceFilter, allFiles] })
    case 'open-packets':
      return chooseToOpen(window, { properties: ['openFile'], filters: [packetFilter, allFiles] })
    case 'open-capture':
      return chooseToOpen(window, { properties: ['openDirectory'] })
    case 'save-workspace':
      return chooseToSave(window, [workspaceFilter], suggestedName)
    case 'open-file':
      return chooseToOpen(window, { properties: ['openFile'], filters: [allFiles] })
    case 'save-file':
    case 'save-export':
      return chooseToSave(window, [], suggestedName)
  }
}

async function chooseToOpen(
  window: BrowserWindow,
  options: OpenDialogOptions,
): Promise<{ readonly path: string } | null> {
  const { filePaths } = await dialog.showOpenDialog(window, options)
  return filePaths[0] === undefined ? null : { path: filePaths[0] }
}

async function chooseToSave(
  window: BrowserWindow,
  filters: FileFilter[],
  suggestedName: string,
): Promise<{ readonly path: string } | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: basename(suggestedName),
    filters: [...filters, allFiles],
  })
  return canceled || filePath === '' ? null : { path: filePath }
}
