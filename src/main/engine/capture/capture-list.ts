import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureSummary } from '../../../shared/contract/engine/capture-calls'
import { knownEncoding } from '../../../shared/encoding/text-encoding'
import { SockwrightError } from '../../../shared/contract/errors'
import { lockHolder } from '../files/lock-file'
import { readMeta, type CaptureMeta } from './capture-meta'
import { captureFiles, parseCaptureName } from './capture-names'
import { captureLengths, type CaptureLengths } from './capture-lengths'
import { openSeries, seriesFolders } from './series-reader'

/**
 * The captures in `folder`, one for each series, newest first. `live` are those being recorded here. Folders that are
 * no readable captures are left out.
 */
export async function listCaptures(folder: string, live: ReadonlySet<string>): Promise<CaptureSummary[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    firstFolders(names).map((name) => summarizeCapture(path.join(folder, name), live).catch(() => null)),
  )
  return found.filter((summary) => summary !== null).sort((a, b) => b.startedAt - a.startedAt)
}

/** The first folder of each series; not always part 1, where retention or a person removed that. */
function firstFolders(names: readonly string[]): readonly string[] {
  const firsts = new Map<string, { readonly name: string; readonly part: number }>()
  for (const name of names) {
    const place = parseCaptureName(name)
    if (!place) continue
    const known = firsts.get(place.series)
    if (!known || place.part < known.part) firsts.set(place.series, { name, part: place.part })
  }
  return [...firsts.values()].map(({ name }) => name)
}

/** What a capture is. Fails with `E_CAPTURE_UNKNOWN`, `E_CAPTURE_BROKEN` or `E_CAPTURE_NEWER`. */
export async function summarizeCapture(capture: string, live: ReadonlySet<string>): Promise<CaptureSummary> {
  const folders = seriesFolders(path.resolve(capture)).map(({ folder }) => folder)
  if (folders.length === 0) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
  const metas = folders.map(readMeta)
  const meta = metas[0] ?? (await mendedMeta(capture))
  const sizes = await Promise.all(folders.map(captureLengths))
  const sum = (of: (size: CaptureLengths) => number) => sizes.reduce((total, size) => total + of(size), 0)
  return {
    capture,
    name: meta.title ?? meta.endpoint.name,
    kind: meta.endpoint.kind,
    records: [meta, ...metas.slice(1)].reduce((total, one) => total + (one?.checkpoint.messages ?? 0), 0),
    bytes: sum(({ payload, index, events }) => payload + index + events),
    startedAt: meta.startedAt,
    endedAt: await endOf(folders.at(-1)!, metas.at(-1) ?? null),
    live: live.has(capture),
    encoding: knownEncoding((metas.at(-1) ?? meta).encodings.text),
  }
}

async function mendedMeta(capture: string): Promise<CaptureMeta> {
  const series = await openSeries(capture)
  series.close()
  return series.meta
}

/** When a capture ended, ms since the epoch: after a crash the time of its last write; null while it is recorded. */
async function endOf(folder: string, meta: CaptureMeta | null): Promise<number | null> {
  if (meta?.endedAt != null) return meta.endedAt
  if ((await lockHolder(path.join(folder, captureFiles.lock))) !== null) return null
  const index = await stat(path.join(folder, captureFiles.index)).catch(() => null)
  return index && Math.floor(index.mtimeMs)
}
