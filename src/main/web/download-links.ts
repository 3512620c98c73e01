import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Download } from '../engine/thread/thread-messages'

const contentTypes: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
}

/** Links to finished exports, each good for one download. The file is removed after it, or at the end. */
export class DownloadLinks {
  private readonly downloads = new Map<string, Download>()

  /** Makes a link; returns its path. */
  add(download: Download): string {
    const key = randomBytes(32).toString('base64url')
    this.downloads.set(key, download)
    return `/download/${key}`
  }

  /** Answers a request for `path`; false where it is no link, or one already used. */
  async answer(path: string, response: ServerResponse): Promise<boolean> {
    const key = /^\/download\/([\w-]{43})$/.exec(path)?.[1]
    const download = key === undefined ? undefined : this.downloads.get(key)
    if (key === undefined || download === undefined) return false
    this.downloads.delete(key)
    try {
      const { size } = await stat(download.path)
      response.writeHead(200, {
        'Content-Type': contentTypes[extname(download.name)] ?? 'application/octet-stream',
        'Content-Disposition': attachment(download.name),
        'Content-Length': size,
        'Cache-Control': 'no-store',
      })
      await pipeline(createReadStream(download.path), response)
    } finally {
      await rm(download.path, { force: true })
    }
    return true
  }

  /** Removes the files of all links that were not used. */
  async close(): Promise<void> {
    const left = [...this.downloads.values()]
    this.downloads.clear()
    await Promise.all(left.map((download) => rm(download.path, { force: true })))
  }
}

/**
 * The header that makes a browser save under `name`: RFC 6266, with RFC 8187 for what is not ASCII. Control characters
 * and path separators become `_`.
 */
export function attachment(name: string): string {
  const safe = name.replace(/[\u0000-\u001f\u007f/\\:\p{Surrogate}]/gu, '_')
  const ascii = safe.replace(/[^\u0020-\u007e]|["%]/g, '_')
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
