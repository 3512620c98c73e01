import { isOriginal, recordFlags, type RecordFacts } from '../../../../../shared/capture/record'
import type { ExportedRecord } from '../exported-record'

/** Takes what was sent. */
export type TakeSent = (record: ExportedRecord) => void

/**
 * Finds out what of messages was sent, and as what, where a relay passes them on or faults are at work: a message leaves
 * as it is unless the next records say what became of it. Holds one for each peer and direction until that is known.
 */
export class MessagesSent {
  readonly #waiting = new Map<string, ExportedRecord>()

  constructor(private readonly take: TakeSent) {}

  /** The next message. Others of its peer and direction that wait go on before it, unless it tells what became of them. */
  message(record: ExportedRecord): void {
    const { facts } = record
    const way = wayOf(facts)
    const isDropped = (facts.flags & recordFlags.dropped) !== 0
    if (!isOriginal(facts.flags)) return this.#altered(way, record, isDropped)
    this.#release(way)
    if (isDropped) return
    // Pieces of a long message follow each other at once.
    if (record.goesOn || record.offset > 0) this.take(record)
    else this.#wait(way, record)
  }

  /** Whatever waits of this peer goes on: something else happens to it. */
  releasePeer(peer: number): void {
    this.#release(`${peer} in`)
    this.#release(`${peer} out`)
  }

  releaseAll(): void {
    for (const way of [...this.#waiting.keys()]) this.#release(way)
  }

  #altered(way: string, record: ExportedRecord, isDropped: boolean): void {
    const isFurther = record.facts.cause === 'fault:duplicate'
    if (isFurther) this.#release(way)
    else this.#waiting.delete(way)
    if (isDropped) return
    if (record.goesOn || record.offset > 0) this.take(record)
    else this.#wait(way, record)
  }

  /** What was read is valid only until more is read. */
  #wait(way: string, record: ExportedRecord): void {
    this.#waiting.set(way, { ...record, data: Uint8Array.from(record.data) })
  }

  #release(way: string): void {
    const record = this.#waiting.get(way)
    if (!record) return
    this.#waiting.delete(way)
    this.take(record)
  }
}

function wayOf({ peer, direction }: RecordFacts): string {
  return `${peer} ${direction}`
}
