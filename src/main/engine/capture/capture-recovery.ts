import { constants } from 'node:fs'
import { copyFile, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SockwrightError } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { lockHolder, takeLock, type LockFile } from '../files/lock-file'
import { examine, type Examination } from './capture-examination'
import { areEqual, broken, captureLengths } from './capture-lengths'
import { readMeta, writeMeta, type CaptureMeta } from './capture-meta'
import { captureFiles, keptEnding } from './capture-names'
import type { IndexLimit } from './capture-reader'
import { rebuiltMeta, type PartBefore } from './meta-rebuilding'
import { cutMessages } from './pending-recovery'
import { addedRecords, type AddedRecords } from './recovered-records'

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
  return meta?.closed && areEqual(lengths, meta.checkpoint) ? meta : null
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
  if (known?.closed) await keepAsItWas(folder)
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

/**
 * A capture that was closed has not been torn by a crash: a file of it is damaged or was left behind. Once that file is
 * back, what is cut now is of use again.
 */
async function keepAsItWas(folder: string): Promise<void> {
  for (const name of [captureFiles.index, captureFiles.events, captureFiles.meta]) {
    const file = path.join(folder, name)
    await copyFile(file, `${file}${keptEnding}`, constants.COPYFILE_EXCL).catch((thrown: unknown) => {
      if (errorCode(thrown) !== 'EEXIST') throw thrown
    })
  }
}

/** How many records may be added before the numbers of the next folder begin. */
function room(meta: CaptureMeta, found: Examination, { nextRecord }: Neighbours): number {
  if (nextRecord === null) return Infinity
  return Math.max(0, nextRecord - meta.series.firstRecord - found.entries)
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
