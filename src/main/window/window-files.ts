import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** One built file of the window. */
export interface WindowFile {
  /** Path in the address, with a leading slash. */
  readonly address: string
  readonly contentType: string
  /** True where the name changes with the content, so that a browser may keep it. */
  readonly unchanging: boolean
  read(): Promise<Buffer<ArrayBuffer>>
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

/** The window's page. */
export const windowPage = '/index.html'

/**
 * Lists the built files of the window by their address. A host serves what is in this list and nothing else, so no
 * address can lead out of `folder`. Files of other types than a window has (source maps) are left out.
 */
export async function listWindowFiles(folder: string): Promise<ReadonlyMap<string, WindowFile>> {
  const files = new Map<string, WindowFile>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const contentType = contentTypes[extname(entry.name)]
    if (!entry.isFile() || contentType === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, path).split(sep).join('/')}`
    files.set(address, {
      address,
      contentType,
      unchanging: address.startsWith('/assets/'),
      read: () => readFile(path),
    })
  }
  return files
}
