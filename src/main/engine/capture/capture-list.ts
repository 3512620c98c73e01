import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureSummary } from '../../../shared/contract/engine-contract'
import { SockwrightError } from '../../../shared/contract/errors'
import { captureFiles, parseCaptureName } from './capture-names'
import { readMeta } from './capture-meta'
import { entrySize } from './record-entry'
import { seriesFolders } from './series-reader'

/** The captures in `folder`, one for each series, newest first. Folders that are no readable captures are left out. */
export async function listCaptures(folder: string, live: ReadonlySet<string>): Promise<CaptureSummary[]> {
  const names = await readdir(folder).catch(() => [])
  const firsts = names.filter((name) => parseCaptureName(name)?.part === 1)
  const found = await Promise.all(
    firsts.map((name) => summarizeCapture(path.join(folder, name), live).catch(() => null)),
  )
  return found.filter((summary) => summary !== null).sort((a, b) => b.startedAt - a.startedAt)
}

/** What a capture is, without opening it. Fails with `E_CAPTURE_UNKNOWN`, `E_CAPTURE_BROKEN` or `E_CAPTURE_NEWER`. */
export async function summarizeCapture(capture: string, live: ReadonlySet<string>): Promise<CaptureSummary> {
  const parent = path.dirname(capture)
  const folders = seriesFolders(capture).map(({ name }) => path.join(parent, name))
  const meta = folders.length > 0 ? readMeta(folders[0]!) : null
  const last = folders.length > 0 ? readMeta(folders.at(-1)!) : null
  if (!meta || !last) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
  const sizes = await Promise.all(folders.map(sizesOf))
  const sum = (of: (size: Sizes) => number) => sizes.reduce((total, size) => total + of(size), 0)
  return {
    capture,
    name: meta.endpoint.name,
    kind: meta.endpoint.kind,
    records: Math.floor(sum(({ index }) => index) / entrySize),
    bytes: sum(({ payload, index, events }) => payload + index + events),
    startedAt: meta.startedAt,
    endedAt: last.endedAt,
    live: live.has(capture),
  }
}

interface Sizes {
  readonly payload: number
  readonly index: number
  readonly events: number
}

async function sizesOf(folder: string): Promise<Sizes> {
  const size = (name: string) =>
    stat(path.join(folder, name)).then(
      (found) => found.size,
      () => 0,
    )
  const [payload, index, events] = await Promise.all(
    [captureFiles.payload, captureFiles.index, captureFiles.events].map(size),
  )
  return { payload: payload!, index: index!, events: events! }
}
