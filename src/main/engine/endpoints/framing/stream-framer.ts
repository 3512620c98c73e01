import { recordFlags } from '../../../../shared/capture/record'
import { findEnds, foundEnds, isInReadMemory } from '../../capture/read-memory'
import type { UnfinishedMessage } from '../../capture/unfinished-message'
import type { Boundary } from './boundary'
import type { Framer, MessageSink } from './framer'
import { HeldBytes } from './held-bytes'

/** Where messages end in the chunk at hand. One for all framers: none is interrupted by another. */
const ends = new Uint32Array(8_192)

/**
 * Cuts a stream where a {@link Boundary} says. A message longer than `maxMessage` bytes becomes parts of that size, the
 * last one shorter, so that the records do not depend on how the stream came in chunks.
 */
export class StreamFramer implements Framer, UnfinishedMessage {
  begun = 0
  time = 0
  readonly #held = new HeldBytes()
  /** A part of the running message is recorded already. */
  #inParts = false
  #toldTooLong = false
  #toldInvalid = false

  constructor(
    protected readonly sink: MessageSink,
    private readonly boundary: Boundary,
    private readonly maxMessage: number,
  ) {}

  get peer(): number {
    return this.sink.peer
  }

  get direction(): 'in' | 'out' {
    return this.sink.direction ?? 'in'
  }

  get length(): number {
    return this.#held.length
  }

  bytes(): Uint8Array {
    return this.#held.bytes()
  }

  push(chunk: Buffer): void {
    let at = 0
    if (this.#held.length > 0 || this.#inParts) {
      const end = this.boundary.next(chunk, 0)
      at = end < 0 ? chunk.length : end
      this.#goOn(chunk, 0, at, end >= 0)
      if (end < 0) return
    }
    at = this.#endsWithByte(chunk) ? this.#byLastByte(chunk, at) : this.#oneByOne(chunk, at)
    if (at < chunk.length) this.#goOn(chunk, at, chunk.length, false)
  }

  end(): void {
    const isEnd = this.boundary.endsWithStream
    this.endMessage(isEnd ? 0 : recordFlags.unfinished, isEnd)
  }

  recordPart(limit: number): void {
    const { length } = this.#held
    if (length === 0) return
    this.sink.tell({ event: 'unfinished-recorded', bytes: length, limit })
    this.#inParts = true
    this.sink.message(this.#release(), recordFlags.partial, false, this.time)
  }

  /** Ends the running message here, where its bytes do not tell. */
  protected endMessage(flags: number, isEnd: boolean): void {
    const partFlag = this.#inParts ? recordFlags.partial : 0
    if (this.#held.length > 0) this.sink.message(this.#release(), flags | partFlag, isEnd, this.time)
    this.#endedMessage()
  }

  /** Can all messages of the chunk be found at once? None of them is too long then. */
  #endsWithByte(chunk: Buffer): boolean {
    const { boundary, maxMessage } = this
    return boundary.lastByte !== null && chunk.length <= maxMessage && isInReadMemory(chunk)
  }

  /** Does what {@link #oneByOne} does, some ten times as fast. */
  #byLastByte(chunk: Buffer, at: number): number {
    for (;;) {
      const count = findEnds(chunk, at, this.boundary.lastByte!)
      if (count === 0) return at
      const last = foundEnds[count - 1]!
      this.#handOn(chunk, at, foundEnds, count)
      at = last
    }
  }

  /** Hands on the messages that begin and end in the chunk, from `at` on; returns where the last one ends. */
  #oneByOne(chunk: Buffer, at: number): number {
    const { boundary, maxMessage } = this
    let from = at
    let count = 0
    for (let end = boundary.next(chunk, at); end >= 0; end = boundary.next(chunk, at)) {
      const isPlain = end - at <= maxMessage && !boundary.isInvalid
      if (isPlain) ends[count++] = end
      if (!isPlain || count === ends.length) {
        this.#handOn(chunk, from, ends, count)
        if (!isPlain) this.#goOn(chunk, at, end, true)
        from = end
        count = 0
      }
      at = end
    }
    this.#handOn(chunk, from, ends, count)
    return at
  }

  #handOn(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    if (count === 0) return
    this.#toldInvalid = false
    this.sink.messages(chunk, from, ends, count)
  }

  /** Bytes of the running message lie in the chunk between `from` and `to`; with `isEnd` it ends there. */
  #goOn(chunk: Buffer, from: number, to: number, isEnd: boolean): void {
    let at = from
    this.#tellTooLong((this.boundary.announced ?? 0) > this.maxMessage)
    while (this.#held.length + to - at > this.maxMessage) {
      const next = at + this.maxMessage - this.#held.length
      this.#tellTooLong(true)
      this.#inParts = true
      this.sink.message(this.#join(chunk, at, next), recordFlags.partial, false)
      at = next
    }
    if (isEnd) this.#complete(this.#join(chunk, at, to))
    else this.#hold(chunk.subarray(at, to))
  }

  #complete(bytes: Buffer): void {
    const { isInvalid } = this.boundary
    const isPart = this.#inParts || isInvalid
    if (isInvalid && !this.#toldInvalid) this.sink.tell({ event: 'length-invalid' })
    this.#endedMessage()
    this.#toldInvalid = isInvalid
    this.sink.message(bytes, isPart ? recordFlags.partial : 0, !isInvalid)
  }

  #endedMessage(): void {
    this.#inParts = false
    this.#toldTooLong = false
  }

  #tellTooLong(isTooLong: boolean): void {
    if (!isTooLong || this.#toldTooLong) return
    this.#toldTooLong = true
    const { announced } = this.boundary
    this.sink.tell({ event: 'message-too-long', limit: this.maxMessage, announced })
  }

  #join(chunk: Buffer, from: number, to: number): Buffer {
    if (this.#held.length === 0) return chunk.subarray(from, to)
    const held = this.#release()
    return from === to ? held : Buffer.concat([held, chunk.subarray(from, to)])
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#held.add(bytes)
    this.time = this.sink.now()
    this.sink.holds(this, bytes.length)
  }

  #release(): Buffer {
    const bytes = this.#held.take()
    this.begun += 1
    this.sink.holds(this, -bytes.length)
    return bytes
  }
}
