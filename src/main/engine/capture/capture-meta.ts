import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { SockwrightError } from '../../../shared/contract/errors'
import { CaptureKindSchema } from '../../../shared/endpoints/endpoint-kind'
import { errorCode } from '../files/error-code'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import { captureFiles } from './capture-names'

/** The newest format this version reads and the one it writes. */
export const captureFormatVersion = 1

const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0))

/** `meta.json` of a capture folder. Times in ms since the epoch, lengths in bytes. */
export const CaptureMetaSchema = v.object({
  format: v.literal('sockwright-capture'),
  version: v.literal(captureFormatVersion),
  /** Version of the program that wrote it. */
  engine: v.string(),
  endpoint: v.object({
    id: v.string(),
    name: v.string(),
    kind: CaptureKindSchema,
    options: v.record(v.string(), v.unknown()),
  }),
  /** The name that a person gave the capture; that of the endpoint where there is none. */
  title: v.optional(v.string()),
  series: v.object({
    name: v.string(),
    part: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** Number of the first record of this folder. */
    firstRecord: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** Peers with this number or a higher one appear in this folder for the first time. */
    firstPeer: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  /** How text is encoded: the endpoint's encoding, or what a person chose since. */
  encodings: v.object({ text: v.string() }),
  startedAt: CountSchema,
  endedAt: v.nullable(CountSchema),
  /** Written to its end: nothing has to be mended. */
  closed: v.boolean(),
  /** What of this folder was on the disk for good when this was written. */
  checkpoint: v.object({
    payload: CountSchema,
    events: CountSchema,
    index: CountSchema,
    /** Messages in both directions. */
    messages: CountSchema,
    /** Bytes of inbound messages. */
    recorded: CountSchema,
  }),
  /** Inbound bytes that the whole series had lost by then. */
  lost: CountSchema,
})
export type CaptureMeta = v.InferOutput<typeof CaptureMetaSchema>
export type CaptureCheckpoint = CaptureMeta['checkpoint']

/**
 * Reads `meta.json` of `folder`; null where it is missing or damaged and has to be rebuilt from the other files.
 * Fails with `E_CAPTURE_NEWER` for a format this version does not know and with `E_CAPTURE_BROKEN` where the file is
 * somebody else's.
 */
export function readMeta(folder: string): CaptureMeta | null {
  const text = readText(folder)
  return text === null ? null : parseMeta(text, folder)
}

function readText(folder: string): string | null {
  try {
    return readFileSync(path.join(folder, captureFiles.meta), 'utf8')
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null
    const reason = errorCode(thrown) === 'ENOTDIR' ? 'it is a file, not a folder' : systemReason(thrown)
    throw new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason }, { cause: thrown })
  }
}

function parseMeta(text: string, folder: string): CaptureMeta | null {
  const json = parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const { format, version } = json as { format?: unknown; version?: unknown }
  if (format !== 'sockwright-capture') {
    throw new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason: 'meta.json is of another program' })
  }
  if (typeof version === 'number' && version > captureFormatVersion) {
    throw new SockwrightError('E_CAPTURE_NEWER', { path: folder, version })
  }
  const result = v.safeParse(CaptureMetaSchema, json)
  return result.success ? result.output : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Replaces `meta.json` in one step, so that a reader finds the old one or the new one, never a part. */
export async function writeMeta(folder: string, meta: CaptureMeta): Promise<void> {
  await writeFileAtomically(path.join(folder, captureFiles.meta), metaText(meta))
}

/** As {@link writeMeta}, without waiting for the disk: for a new folder, of which a power loss may leave nothing. */
export async function placeMeta(folder: string, meta: CaptureMeta): Promise<void> {
  const target = path.join(folder, captureFiles.meta)
  await writeFile(`${target}.tmp`, metaText(meta), { mode: 0o600 })
  await rename(`${target}.tmp`, target)
}

function metaText(meta: CaptureMeta): string {
  return `${JSON.stringify(meta, null, 2)}\n`
}
