import { randomBytes } from 'node:crypto'
import path from 'node:path'

/** Ending of a capture folder. */
const captureEnding = '.swcap'

/** Files of a capture folder (`docs/capture-format.md`). */
export const captureFiles = {
  payload: 'payload.bin',
  index: 'records.idx',
  events: 'events.bin',
  pending: 'pending.bin',
  meta: 'meta.json',
  causes: 'causes.json',
  notes: 'notes.json',
  notesLock: 'notes.lock',
  lock: 'lock',
  mending: 'mending',
} as const

/** Ending of a file's copy as it was before its capture was mended. */
export const keptEnding = '.kept'

/** A folder's place in its series: `NAME.swcap` is part 1, `NAME.002.swcap` part 2. */
export interface SeriesPlace {
  readonly series: string
  readonly part: number
}

/** Series and part that a folder name tells; null for other names. */
export function parseCaptureName(folderName: string): SeriesPlace | null {
  const match = /^(.+?)(?:\.(\d{3,6}))?\.swcap$/.exec(folderName)
  if (!match?.[1]) return null
  return { series: match[1], part: match[2] === undefined ? 1 : Number(match[2]) }
}

/** Folder name of one part of a series. */
export function captureFolderName(series: string, part: number): string {
  return part === 1
    ? `${series}${captureEnding}`
    : `${series}.${String(part).padStart(3, '0')}${captureEnding}`
}

/** The first folder of the series that `folder` belongs to; itself where its name is free-form. */
export function firstFolderOf(folder: string): string {
  const place = parseCaptureName(path.basename(folder))
  return place ? path.join(path.dirname(folder), captureFolderName(place.series, 1)) : folder
}

/**
 * Name of a new series: `YYYYMMDD-HHMMSS-NAME-xxxx` (local time, `xxxx` random). Letters of every script are kept;
 * what a file system or a shell would trip over becomes `-`. `NAME` takes at most 120 bytes of UTF-8, so that the
 * whole stays below the 255 bytes a file name may have.
 */
export function newSeriesName(endpointName: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  return `${date}-${time}-${safeName(endpointName)}-${randomBytes(2).toString('hex')}`
}

function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  let kept = ''
  let bytes = 0
  for (const character of plain) {
    bytes += Buffer.byteLength(character)
    if (bytes > 120) break
    kept += character
  }
  return kept || 'endpoint'
}
