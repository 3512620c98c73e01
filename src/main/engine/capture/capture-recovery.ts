import { open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { directions, recordFlags, recordKinds } from '../../../shared/capture/record'
import { SockwrightError } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { lockHolder, takeLock, type LockFile } from '../files/lock-file'
import { examine, type CaptureLengths, type Examination } from './capture-examination'
import { readMeta, writeMeta, type CaptureMeta } from './capture-meta'
import { captureFiles } from './capture-names'
import type { IndexLimit } from './capture-reader'
import { cutMessages, type CutMessage } from './pending-recovery'
import { rebuiltMeta, type PartBefore } from './meta-rebuilding'
import { entrySize, writeEntry } from './record-entry'

/** What opening a capture folder needs to know of its neighbours in the series. */
export interface Neighbours {
  readonly before: PartBefore | null
  /** Number of the first record of the next folder; null for the last folder. */
  readonly nextRecord: number | null
}

export interface ReadableCapture {
  readonly meta: CaptureMeta
  /** Set where the folder is damaged and cannot be mended because it may not be written. */
  readonly limit: IndexLimit | null
}

/** Codes of a folder or disk that takes no writes. */
const notWritable = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])

/** A record has at most this many bytes (u32). */
const maxRecordBytes = 0xffff_ffff

/**
 * Makes a capture folder ready to be read. What a process left that died while recording is mended in place; a
 * capture that a living process records is left alone. Fails with `E_CAPTURE_UNKNOWN`, `E_CAPTURE_BROKEN`,
 * `E_CAPTURE_NEWER`, or `E_CAPTURE_LOCKED` where it is just being made.
 */
export async function prepareForReading(folder: string, neighbours: Neighbours): Promise<ReadableCapture> {
  const ready = await asItIs(folder)
  if (ready) return { meta: ready, limit: null }
  try {
    return { meta: await mendLocked(folder, neighbours), limit: null }
  } catch (thrown) {
    if (!notWritable.has(errorCode(thrown) ?? '')) throw thrown
    return readDamaged(folder, neighbours)
  }
}

async function mendLocked(folder: string, neighbours: Neighbours): Promise<CaptureMeta> {
  const lock = await lockForMending(folder)
  try {
    // Another thread may have mended it meanwhile.
    return (await asItIs(folder)) ?? (await mend(folder, neighbours))
  } finally {
    await lock.release()
  }
}

/** The description of a capture that needs no mending; null for others. */
async function asItIs(folder: string): Promise<CaptureMeta | null> {
  const meta = readMeta(folder)
  const lengths = await captureLengths(folder)
  const pid = await lockHolder(path.join(folder, captureFiles.lock))
  if (pid !== null) {
    if (meta) return meta
    throw new SockwrightError('E_CAPTURE_LOCKED', { path: folder, pid })
  }
  return meta?.closed && isEqual(lengths, meta.checkpoint) ? meta : null
}

function isEqual(a: CaptureLengths, b: CaptureLengths): boolean {
  return a.payload === b.payload && a.events === b.events && a.index === b.index
}

/** Is there more than the folder that a writer makes before anything else? */
export async function isBegun(folder: string): Promise<boolean> {
  if (readMeta(folder)) return true
  if ((await lockHolder(path.join(folder, captureFiles.lock))) !== null) return false
  return captureLengths(folder).then(
    () => true,
    () => false,
  )
}

/** Lengths of the files. Fails where there is no folder, or none of the files in it. */
export async function captureLengths(folder: string): Promise<CaptureLengths> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: folder }, { cause })
  })
  if (!found.isDirectory()) throw broken(folder, 'it is not a folder')
  const [payload, events, index] = await Promise.all(
    [captureFiles.payload, captureFiles.events, captureFiles.index].map((name) => fileLength(folder, name)),
  )
  if (payload === null && events === null && index === null) throw broken(folder, 'it holds no capture files')
  return { payload: payload ?? 0, events: events ?? 0, index: index ?? 0 }
}

async function fileLength(folder: string, name: string): Promise<number | null> {
  try {
    return (await stat(path.join(folder, name))).size
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null
    throw broken(folder, errorCode(thrown) ?? String(thrown))
  }
}

function broken(folder: string, reason: string): SockwrightError {
  return new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason })
}

async function lockForMending(folder: string): Promise<LockFile> {
  for (;;) {
    const attempt = await takeLock(path.join(folder, captureFiles.mending))
    if (attempt.is === 'held') return attempt.lock
    await wait(20)
  }
}

async function readDamaged(folder: string, neighbours: Neighbours): Promise<ReadableCapture> {
  const meta = readMeta(folder)
  const found = await examineFolder(folder, meta)
  return {
    meta: meta ?? rebuiltMeta(folder, found, neighbours.before),
    limit: { indexBytes: found.whole.index },
  }
}

async function examineFolder(folder: string, meta: CaptureMeta | null): Promise<Examination> {
  const distrustZeros = await mayHaveLostPower(folder)
  try {
    return await examine(folder, await captureLengths(folder), meta?.checkpoint ?? null, distrustZeros)
  } catch (thrown) {
    throw broken(folder, errorCode(thrown) ?? String(thrown))
  }
}

/**
 * Was the system started after the capture was begun? Then the crash may have been the system's, and what was not
 * synced may be zeros. The lock file is as old as the capture; without it nothing is known.
 */
async function mayHaveLostPower(folder: string): Promise<boolean> {
  const lock = await stat(path.join(folder, captureFiles.lock)).catch(() => null)
  return lock === null || lock.mtimeMs < Date.now() - uptime() * 1_000
}

/** Cuts what is not whole, makes a record of payload that none points to, tells so in an event, and closes. */
async function mend(folder: string, neighbours: Neighbours): Promise<CaptureMeta> {
  for (const name of [captureFiles.payload, captureFiles.events, captureFiles.index]) {
    await writeFile(path.join(folder, name), '', { flag: 'a', mode: 0o600 })
  }
  const before = await captureLengths(folder)
  const known = readMeta(folder)
  const found = await examineFolder(folder, known)
  const meta = known ?? rebuiltMeta(folder, found, neighbours.before)
  await truncate(path.join(folder, captureFiles.index), found.whole.index)
  await truncate(path.join(folder, captureFiles.events), found.whole.events)
  const unindexed = before.payload - found.whole.payload
  // What was unfinished when the series went on in another folder was noted there.
  const isLast = neighbours.nextRecord === null
  const cut = isLast ? await cutMessages(folder, meta.series.firstRecord, found.entries) : []
  const added = addedRecords(
    found,
    { unindexed, cutIndexBytes: before.index - found.whole.index, cut },
    room(meta, found, neighbours),
  )
  await appendSynced(path.join(folder, captureFiles.payload), added.payload)
  await appendSynced(path.join(folder, captureFiles.events), added.facts)
  await appendSynced(path.join(folder, captureFiles.index), added.entries)
  const closed = closedMeta(meta, found, added, before.payload + added.payload.length)
  await writeMeta(folder, closed)
  await removeLeftovers(folder)
  return closed
}

/** How many records may be added before the numbers of the next folder begin. */
function room(meta: CaptureMeta, found: Examination, { nextRecord }: Neighbours): number {
  if (nextRecord === null) return Infinity
  return Math.max(0, nextRecord - meta.series.firstRecord - found.entries)
}

/** What was found beyond the whole records. */
interface Remains {
  /** Bytes of payload that no entry points to. */
  readonly unindexed: number
  readonly cutIndexBytes: number
  readonly cut: readonly CutMessage[]
}

interface AddedRecords {
  readonly payload: Buffer
  readonly facts: Buffer
  readonly entries: Uint8Array
  readonly messages: number
}

function addedRecords(
  found: Examination,
  { unindexed, cutIndexBytes, cut }: Remains,
  room: number,
): AddedRecords {
  let time = found.lastTime ?? Date.now() * 1_000
  const inOrder = cut.toSorted((a, b) => a.time - b.time)
  const payload = Buffer.concat(inOrder.map(({ bytes }) => bytes))
  const event: CaptureEvent = {
    event: 'recovered',
    cutIndexBytes,
    unindexedBytes: unindexed,
    unfinishedBytes: payload.length,
  }
  const facts = Buffer.from(JSON.stringify(event))
  const stretches = Math.min(room, Math.ceil(unindexed / maxRecordBytes))
  const messages = stretches + cut.length
  const hasEvent = room > messages
  const entries = new Uint8Array((messages + (hasEvent ? 1 : 0)) * entrySize)
  const view = new DataView(entries.buffer)
  for (let index = 0; index < stretches; index += 1) {
    const offset = found.whole.payload + index * maxRecordBytes
    const length = Math.min(maxRecordBytes, found.whole.payload + unindexed - offset)
    const { message } = recordKinds
    writeEntry(
      view,
      index * entrySize,
      time,
      offset,
      length,
      0,
      message,
      directions.none,
      recordFlags.unindexed,
      0,
    )
  }
  let offset = found.whole.payload + unindexed
  inOrder.forEach((message, index) => {
    const { peer, bytes } = message
    time = Math.max(time, message.time)
    const at = (stretches + index) * entrySize
    writeEntry(
      view,
      at,
      time,
      offset,
      bytes.length,
      peer,
      recordKinds.message,
      directions.in,
      recordFlags.unfinished,
      0,
    )
    offset += bytes.length
  })
  if (!hasEvent) return { payload, facts: Buffer.alloc(0), entries, messages }
  const position = messages * entrySize
  writeEntry(
    view,
    position,
    time,
    found.whole.events,
    facts.length,
    0,
    recordKinds.event,
    directions.none,
    0,
    0,
  )
  return { payload, facts, entries, messages }
}

async function appendSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'a')
  try {
    await handle.appendFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function closedMeta(
  meta: CaptureMeta,
  found: Examination,
  added: AddedRecords,
  payload: number,
): CaptureMeta {
  return {
    ...meta,
    endedAt: Math.floor((found.lastTime ?? meta.startedAt * 1_000) / 1_000),
    closed: true,
    checkpoint: {
      payload,
      events: found.whole.events + added.facts.length,
      index: found.whole.index + added.entries.length,
      messages: found.messages + added.messages,
      recorded: found.recorded + added.payload.length,
    },
  }
}

/** Lock of the dead writer and files that it was about to rename. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder)
  const leftovers = names.filter(
    (name) =>
      name === captureFiles.lock ||
      name === captureFiles.pending ||
      name.startsWith(`${captureFiles.lock}.`) ||
      name.endsWith('.tmp'),
  )
  for (const name of leftovers) await rm(path.join(folder, name), { force: true })
}
