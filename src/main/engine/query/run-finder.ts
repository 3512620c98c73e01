import { opcodeOf } from '../../../shared/capture/opcode'
import { recordKinds } from '../../../shared/capture/record'
import type { CaptureReader } from '../capture/capture-reader'
import type { EntryList, RecordEntry } from '../capture/record-entry'
import type { ScannedBlock } from './record-scanner'
import { SameBytes } from './same-bytes'

/** Payload compared in one step; keeps a step to a few hundredths of a second. */
const stepPayload = 16 * 1024 * 1024

/** Entries of a block that have been decided: for each 1 where a run begins, else 0. */
export interface FoundRuns {
  readonly heads: Uint8Array
  readonly count: number
}

/** A record that was shown in an earlier step. */
interface ShownRecord {
  readonly entry: RecordEntry
  readonly capture: CaptureReader
}

/**
 * Finds the runs of identical neighbours among the records that match: same peer, direction, kind, opcode
 * and bytes. Payload is
 * read only where the lengths are the same. Blocks come in order, each decided to its end before the next.
 */
export class RunFinder {
  private readonly sameBytes = new SameBytes()
  private last: ShownRecord | null = null

  /** Decides entries of `block` from `from` on, as many as one step may read payload for. Fails with `E_CAPTURE_BROKEN`. */
  step(block: ScannedBlock, from: number): FoundRuns {
    const { entries, capture, matches } = block
    const heads = new Uint8Array(block.count - from)
    this.sameBytes.begin(capture, endOfPayload(entries, block.count))
    let before = -1
    let bytes = 0
    let index = from
    for (; index < block.count && bytes <= stepPayload; index += 1) {
      if (matches[index] !== 1) continue
      if (before < 0) heads[index - from] = this.continues(entries.entry(index), capture) ? 0 : 1
      else if (!alike(entries, before, index)) heads[index - from] = 1
      else {
        bytes += entries.length(index)
        heads[index - from] = this.same(entries, before, index, capture) ? 0 : 1
      }
      before = index
    }
    if (before >= 0) this.last = { entry: entries.entry(before), capture }
    return { heads: heads.subarray(0, index - from), count: index - from }
  }

  /** Is the record the same as the last one of the step before? */
  private continues(entry: RecordEntry, capture: CaptureReader): boolean {
    const { last } = this
    if (!last || !alikeEntries(last.entry, entry)) return false
    if (entry.kind === recordKinds.event) return sameEvents(last.entry, last.capture, entry, capture)
    return this.sameBytes.apart(last.capture, last.entry.offset, capture, entry.offset, entry.length)
  }

  private same(entries: EntryList, before: number, index: number, capture: CaptureReader): boolean {
    if (entries.kind(index) === recordKinds.event) {
      return sameEvents(entries.entry(before), capture, entries.entry(index), capture)
    }
    return this.sameBytes.same(entries.offset(before), entries.offset(index), entries.length(index))
  }
}

function alike(entries: EntryList, one: number, other: number): boolean {
  return (
    entries.length(one) === entries.length(other) &&
    entries.peer(one) === entries.peer(other) &&
    entries.kind(one) === entries.kind(other) &&
    entries.direction(one) === entries.direction(other) &&
    opcodeOf(entries.flags(one)) === opcodeOf(entries.flags(other))
  )
}

function alikeEntries(one: RecordEntry, other: RecordEntry): boolean {
  return (
    one.length === other.length &&
    one.peer === other.peer &&
    one.kind === other.kind &&
    one.direction === other.direction &&
    opcodeOf(one.flags) === opcodeOf(other.flags)
  )
}

function sameEvents(one: RecordEntry, from: CaptureReader, other: RecordEntry, to: CaptureReader): boolean {
  const facts = JSON.stringify(from.eventSync(one.offset, one.length))
  return facts === JSON.stringify(to.eventSync(other.offset, other.length))
}

/** Where the last message of the first `count` entries ends; those before it end there or earlier. */
function endOfPayload(entries: EntryList, count: number): number {
  for (let index = count - 1; index >= 0; index -= 1) {
    if (entries.kind(index) !== recordKinds.event) return entries.offset(index) + entries.length(index)
  }
  return 0
}
