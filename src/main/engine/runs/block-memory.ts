/** So much of a file is read at once, where its chunks are not larger. */
const usualBlockBytes = 512 * 1_024
/** So much may be queued in the socket of one peer. */
const queueBytes = 3 * 1_024 * 1_024
/** Memory that one lane uses where the disk falls behind for a moment, as it does at checkpoints, and all lanes of a run. */
const laneBytes = 28 * 1_024 * 1_024
const runBytes = 128 * 1_024 * 1_024
/** One block is filled while the other is sent. */
const fewestBlocks = 2

/** How many peers are sent to at once, of `peers`, so that what waits for them stays within the memory of a run. */
export function lanesAtOnce(peers: number, chunkBytes: number): number {
  return Math.min(peers, Math.max(1, Math.floor(runBytes / (fewestBlocks * chunkBytes))))
}

/**
 * The memory of one lane: blocks that are filled again when neither socket nor capture need what is in them. A block
 * holds whole chunks.
 */
export class BlockMemory {
  readonly #free: Buffer[] = []
  readonly #waiting: ((block: Buffer) => void)[] = []
  readonly #blockBytes: number
  readonly #most: number
  /** So many blocks may be queued in a socket, while others are read and recorded. */
  readonly queueable: number
  #made = 0

  /** For a file of `fileBytes` bytes that is sent in one of `lanes` lanes. */
  constructor(chunkBytes: number, fileBytes: number, lanes = 1) {
    const share = Math.min(laneBytes, Math.floor(runBytes / lanes))
    const wanted = Math.min(usualBlockBytes, Math.floor(share / fewestBlocks))
    const whole = Math.max(chunkBytes, wanted - (wanted % chunkBytes))
    this.#blockBytes = Math.min(whole, fileBytes)
    this.#most = Math.max(fewestBlocks, Math.floor(share / whole))
    this.queueable = Math.max(1, Math.floor(Math.min(queueBytes, share / 2) / whole))
  }

  /**
   * The block that was given back last, which the cache of the processor may still hold, or a new one; as soon as one is
   * given back, where all are in use.
   */
  take(): Promise<Buffer> {
    const free = this.#free.pop()
    if (free) return Promise.resolve(free)
    if (this.#made === this.#most) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#made++
    return Promise.resolve(Buffer.allocUnsafeSlow(this.#blockBytes))
  }

  /** Nobody needs what is in `block`. */
  give(block: Buffer): void {
    const waiting = this.#waiting.shift()
    if (waiting) waiting(block)
    else this.#free.push(block)
  }
}
