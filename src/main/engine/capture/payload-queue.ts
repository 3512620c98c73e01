/** Messages up to this size are copied together: cheaper for writev(2) than a buffer each, and frees large buffers. */
const copyLimit = 4_096
const slabSize = 128 * 1_024

/** Memory for copied messages that is used again and again. */
export class SlabPool {
  readonly #free: Uint8Array[] = []

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(slabSize)
  }

  give(slabs: readonly Uint8Array[]): void {
    for (const slab of slabs) if (this.#free.length < 16) this.#free.push(slab)
  }
}

/**
 * Payload waiting for one write. Received buffers are kept as they are; neighbours in memory (the messages of one
 * received chunk) become one buffer again; small strangers are copied together.
 */
export class PayloadQueue {
  readonly #pool: SlabPool
  readonly #slabs: Uint8Array[] = []
  readonly #buffers: Uint8Array[] = []
  #bytes = 0
  #slab: Uint8Array | null = null
  #slabUsed = 0
  /** The stretch of memory that the next message may go on. */
  #run: ArrayBufferLike | null = null
  #runStart = 0
  #runEnd = 0
  #runInSlab = false
  /** The last message, in its own memory. */
  #last: Uint8Array | null = null
  #lastEnd = 0

  constructor(pool: SlabPool) {
    this.#pool = pool
  }

  get bytes(): number {
    return this.#bytes
  }

  add(bytes: Uint8Array): void {
    const length = bytes.byteLength
    if (length === 0) return
    const start = bytes.byteOffset
    this.#bytes += length
    // Comparing numbers first: asking a typed array for its memory is slow.
    if (start === this.#runEnd && bytes.buffer === this.#run) this.#runEnd += length
    else if (length > copyLimit || this.#follows(bytes, start)) this.#startRun(bytes.buffer, start, length)
    else this.#copy(bytes, length)
    this.#last = bytes
    this.#lastEnd = start + length
  }

  /** All bytes in order. Nothing may be added afterwards. */
  take(): readonly Uint8Array[] {
    this.#endRun()
    return this.#buffers
  }

  /** Gives memory back once the bytes are not needed any more. */
  release(): void {
    this.#pool.give(this.#slabs)
    this.#slabs.length = 0
    this.#buffers.length = 0
    this.#last = null
  }

  #follows(bytes: Uint8Array, start: number): boolean {
    return start === this.#lastEnd && bytes.buffer === this.#last?.buffer
  }

  #copy(bytes: Uint8Array, length: number): void {
    if (!this.#slab || this.#slabUsed + length > slabSize) {
      this.#slab = this.#pool.take()
      this.#slabs.push(this.#slab)
      this.#slabUsed = 0
      this.#endRun()
    }
    this.#slab.set(bytes, this.#slabUsed)
    if (this.#runInSlab && this.#runEnd === this.#slabUsed) this.#runEnd += length
    else {
      this.#startRun(this.#slab.buffer, this.#slabUsed, length)
      this.#runInSlab = true
    }
    this.#slabUsed += length
  }

  #startRun(memory: ArrayBufferLike, start: number, length: number): void {
    this.#endRun()
    this.#run = memory
    this.#runStart = start
    this.#runEnd = start + length
  }

  #endRun(): void {
    if (this.#run)
      this.#buffers.push(new Uint8Array(this.#run, this.#runStart, this.#runEnd - this.#runStart))
    this.#run = null
    this.#runInSlab = false
  }
}
