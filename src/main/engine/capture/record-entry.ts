import {
  directions,
  recordKinds,
  type Direction,
  type RecordFacts,
  type RecordKind,
} from '../../../shared/capture/record'
import type { CauseNames } from './cause-names'

/** Bytes of one entry of `records.idx`. */
export const entrySize = 32

/** Positions of the fields in an entry (little-endian; `docs/capture-format.md`). */
export const entryFields = {
  time: 0,
  offset: 8,
  length: 16,
  peer: 20,
  kind: 24,
  direction: 25,
  flags: 26,
  cause: 28,
  link: 30,
}

/** What the upper half of a 64-bit number counts. */
export const twoTo32 = 0x1_0000_0000

const kindNames = namesByNumber(recordKinds)
const directionNames = namesByNumber(directions)

function namesByNumber<N extends string>(numbers: Readonly<Record<N, number>>): readonly N[] {
  const names: N[] = []
  for (const name of Object.keys(numbers) as N[]) names[numbers[name]] = name
  return names
}

/** One index entry in numbers, as it lies on disk. `time` in µs since the epoch, `offset` and `length` in bytes. */
export interface RecordEntry {
  readonly time: number
  /** Position in `payload.bin` (messages) or `events.bin` (events) of the same folder. */
  readonly offset: number
  readonly length: number
  readonly peer: number
  readonly kind: number
  readonly direction: number
  readonly flags: number
  readonly cause: number
  /** How many records back its original is; 0 where it is none's. */
  readonly link: number
}

/** Writes an entry at `position`. Numbers up to 2^53 are exact; halves and `floor` are faster than BigInt and `%`. */
export function writeEntry(
  view: DataView,
  position: number,
  time: number,
  offset: number,
  length: number,
  peer: number,
  kind: number,
  direction: number,
  flags: number,
  cause: number,
  link = 0,
): void {
  const timeHigh = Math.floor(time / twoTo32)
  const offsetHigh = Math.floor(offset / twoTo32)
  view.setUint32(position, time - timeHigh * twoTo32, true)
  view.setUint32(position + 4, timeHigh, true)
  view.setUint32(position + 8, offset - offsetHigh * twoTo32, true)
  view.setUint32(position + 12, offsetHigh, true)
  view.setUint32(position + 16, length, true)
  view.setUint32(position + 20, peer, true)
  view.setUint32(position + 24, kind | (direction << 8) | (flags << 16), true)
  view.setUint32(position + 28, cause | (link << 16), true)
}

/** Entries that lie one after the other in memory, read field by field. `index` counts from 0. */
export class EntryList {
  readonly #view: DataView

  /** `bytes` holds whole entries; what is left over at its end is ignored. */
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get count(): number {
    return Math.floor(this.bytes.byteLength / entrySize)
  }

  time(index: number): number {
    return this.#number64(index * entrySize + entryFields.time)
  }

  offset(index: number): number {
    return this.#number64(index * entrySize + entryFields.offset)
  }

  length(index: number): number {
    return this.#view.getUint32(index * entrySize + entryFields.length, true)
  }

  peer(index: number): number {
    return this.#view.getUint32(index * entrySize + entryFields.peer, true)
  }

  kind(index: number): number {
    return this.#view.getUint8(index * entrySize + entryFields.kind)
  }

  direction(index: number): number {
    return this.#view.getUint8(index * entrySize + entryFields.direction)
  }

  flags(index: number): number {
    return this.#view.getUint16(index * entrySize + entryFields.flags, true)
  }

  cause(index: number): number {
    return this.#view.getUint16(index * entrySize + entryFields.cause, true)
  }

  link(index: number): number {
    return this.#view.getUint16(index * entrySize + entryFields.link, true)
  }

  entry(index: number): RecordEntry {
    return {
      time: this.time(index),
      offset: this.offset(index),
      length: this.length(index),
      peer: this.peer(index),
      kind: this.kind(index),
      direction: this.direction(index),
      flags: this.flags(index),
      cause: this.cause(index),
      link: this.link(index),
    }
  }

  #number64(position: number): number {
    return this.#view.getUint32(position, true) + this.#view.getUint32(position + 4, true) * twoTo32
  }
}

/** The facts of an entry in words. An unknown kind or direction (a broken entry) reads as `message` and `none`. */
export function entryFacts(entry: RecordEntry, record: number, causes: CauseNames): RecordFacts {
  return {
    record,
    time: entry.time,
    kind: kindName(entry.kind),
    direction: directionName(entry.direction),
    peer: entry.peer,
    length: entry.length,
    flags: entry.flags,
    cause: causes.of(entry.cause),
    link: entry.link,
  }
}

function kindName(kind: number): RecordKind {
  return kindNames[kind] ?? 'message'
}

function directionName(direction: number): Direction {
  return directionNames[direction] ?? 'none'
}
