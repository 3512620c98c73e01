import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { directions, recordKinds } from '../../../shared/capture/record'
import { errorCode } from '../files/error-code'
import { captureFiles } from './capture-names'
import { readPendingEntries } from './pending-entry'
import { EntryList, entrySize } from './record-entry'

/** A message that was not finished when its recording broke off. `time` in µs since the epoch. */
export interface CutMessage {
  readonly peer: number
  readonly direction: 'in' | 'out'
  readonly time: number
  readonly bytes: Uint8Array
}

interface Noted {
  readonly peer: number
  readonly direction: 'in' | 'out'
  /** Number of the next record when the bytes were noted. */
  record: number
  time: number
  length: number
  pieces: Uint8Array[]
}

const entriesPerRead = 32_768

/**
 * What `pending.bin` of a folder holds that no record has: the first `entries` entries of its index are whole, their
 * numbers begin with `firstRecord`. A message whose peer has a record of its direction taken later is in that record.
 */
export async function cutMessages(
  folder: string,
  firstRecord: number,
  entries: number,
): Promise<readonly CutMessage[]> {
  const noted = notedMessages(await pendingFile(folder))
  if (noted.size === 0) return []
  await dropRecorded(folder, noted, firstRecord, entries)
  return Array.from(noted.values(), ({ peer, direction, time, pieces }) => {
    return { peer, direction, time, bytes: Buffer.concat(pieces) }
  })
}

/** Bytes that went one way with one peer belong together. */
function wayOf(peer: number, direction: 'in' | 'out'): string {
  return `${peer} ${direction}`
}

async function pendingFile(folder: string): Promise<Buffer> {
  return readFile(path.join(folder, captureFiles.pending)).catch((thrown: unknown) => {
    if (errorCode(thrown) === 'ENOENT') return Buffer.alloc(0)
    throw thrown
  })
}

function notedMessages(file: Buffer): Map<string, Noted> {
  const noted = new Map<string, Noted>()
  for (const { peer, direction, offset, bytes, record, time } of readPendingEntries(file)) {
    const key = wayOf(peer, direction)
    const known = noted.get(key)
    const { length } = bytes
    if (offset === 0) noted.set(key, { peer, direction, record, time, length, pieces: [bytes] })
    else if (known?.length === offset) {
      known.record = record
      known.time = time
      known.length += bytes.byteLength
      known.pieces.push(bytes)
    }
  }
  return noted
}

async function dropRecorded(
  folder: string,
  noted: Map<string, Noted>,
  firstRecord: number,
  entries: number,
): Promise<void> {
  const first = Math.min(...Array.from(noted.values(), ({ record }) => record))
  const index = await open(path.join(folder, captureFiles.index), 'r')
  try {
    const bytes = Buffer.alloc(entriesPerRead * entrySize)
    for (let from = Math.max(0, first - firstRecord); from < entries;) {
      const wanted = Math.min(entriesPerRead, entries - from) * entrySize
      const { bytesRead } = await index.read(bytes, 0, wanted, from * entrySize)
      const list = new EntryList(bytes.subarray(0, bytesRead))
      for (let at = 0; at < list.count; at += 1) dropIfRecorded(noted, list, at, firstRecord + from + at)
      if (list.count === 0) return
      from += list.count
    }
  } finally {
    await index.close()
  }
}

function dropIfRecorded(noted: Map<string, Noted>, list: EntryList, at: number, record: number): void {
  if (list.kind(at) !== recordKinds.message) return
  const key = wayOf(list.peer(at), list.direction(at) === directions.out ? 'out' : 'in')
  const known = noted.get(key)
  if (known && record >= known.record) noted.delete(key)
}
