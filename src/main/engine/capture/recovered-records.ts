import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { directions, recordFlags, recordKinds } from '../../../shared/capture/record'
import type { Examination } from './capture-examination'
import { EntryBlockPool, EntryBlocks } from './entry-blocks'
import type { CutMessage } from './pending-recovery'

/** A record has at most this many bytes (u32). */
const maxRecordBytes = 0xffff_ffff
const noCause = 0

/** What was found beyond the whole records. */
export interface Remains {
  /** Bytes of payload that no entry points to. */
  readonly unindexed: number
  readonly cutIndexBytes: number
  readonly cut: readonly CutMessage[]
}

/** What recovery appends to the files of a folder: payload, the facts of its event, index entries. */
export interface AddedRecords {
  readonly payload: Buffer
  readonly facts: Buffer
  readonly entries: Uint8Array
  readonly messages: number
}

/**
 * Makes records of what was found beyond the whole ones, and an event that tells of them; `room` is how many there may
 * be before the numbers of the next folder begin.
 */
export function addedRecords(
  found: Examination,
  { unindexed, cutIndexBytes, cut }: Remains,
  room: number,
): AddedRecords {
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
  const entries = new EntryBlocks(new EntryBlockPool())
  const { message } = recordKinds
  let time = found.lastTime ?? Date.now() * 1_000
  const end = found.whole.payload + unindexed
  for (let index = 0; index < stretches; index += 1) {
    const offset = found.whole.payload + index * maxRecordBytes
    const length = Math.min(maxRecordBytes, end - offset)
    entries.add(time, offset, length, 0, message, directions.none, noCause, recordFlags.unindexed)
  }
  let offset = end
  for (const { peer, direction, bytes, time: at } of inOrder) {
    time = Math.max(time, at)
    entries.add(
      time,
      offset,
      bytes.length,
      peer,
      message,
      directions[direction],
      noCause,
      recordFlags.unfinished,
    )
    offset += bytes.length
  }
  const hasEvent = room > messages
  if (hasEvent) {
    entries.add(time, found.whole.events, facts.length, 0, recordKinds.event, directions.none, noCause)
  }
  return { payload, facts: hasEvent ? facts : Buffer.alloc(0), entries: entries.list().bytes, messages }
}
