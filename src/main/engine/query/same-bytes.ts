import type { CaptureReader } from '../capture/capture-reader'

/** Messages that lie within so many bytes are compared in one buffer. */
const windowBytes = 1024 * 1024
/** How much is read at first; twice as much each time the next pair lies right behind. */
const firstRead = 16 * 1024
/** Messages further apart are read by themselves, in pieces of this size: the first that differ end it. */
const pieceBytes = 64 * 1024
/** Shorter messages are compared here: a call into the runtime takes longer. */
const shortBytes = 24

/** Compares messages of one payload file with one another, in the order in which they lie there. */
export class SameBytes {
  private readonly window = Buffer.allocUnsafe(windowBytes)
  private readonly pieces = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)] as const
  private capture: CaptureReader | null = null
  /** What of the file is in the window. */
  private start = 0
  private end = 0
  /** Where the last visible message ends: what lies beyond may still become another. */
  private limit = 0
  private ahead = firstRead

  /** Compares messages of `capture` next, none of which ends beyond `limit`. */
  begin(capture: CaptureReader, limit: number): void {
    if (this.capture !== capture) this.start = this.end = 0
    this.capture = capture
    this.limit = limit
  }

  /** Are the `length` bytes at `first` those at `second`, further back? Fails with `E_CAPTURE_BROKEN`. */
  same(first: number, second: number, length: number): boolean {
    if (length === 0) return true
    const end = second + length
    if (second - first - length > pieceBytes || end - first > windowBytes) {
      return this.apart(this.capture!, first, this.capture!, second, length)
    }
    if (first < this.start || end > this.end) this.read(first, end)
    return this.equal(first - this.start, second - this.start, length)
  }

  /** The same for messages of any two files. */
  apart(one: CaptureReader, first: number, other: CaptureReader, second: number, length: number): boolean {
    const [left, right] = this.pieces
    for (let at = 0; at < length; at += pieceBytes) {
      const size = Math.min(pieceBytes, length - at)
      one.payloadIntoSync(left, first + at, size)
      other.payloadIntoSync(right, second + at, size)
      if (left.compare(right, 0, size, 0, size) !== 0) return false
    }
    return true
  }

  private read(first: number, end: number): void {
    const isNext = first >= this.start && first <= this.end + pieceBytes
    this.ahead = isNext ? Math.min(2 * this.ahead, windowBytes) : firstRead
    this.start = first
    this.end = Math.min(first + windowBytes, Math.max(end, Math.min(this.limit, first + this.ahead)))
    this.capture!.payloadIntoSync(this.window, first, this.end - first)
  }

  private equal(first: number, second: number, length: number): boolean {
    const { window } = this
    if (window[first + length - 1] !== window[second + length - 1]) return false
    if (length > shortBytes) {
      return window.compare(window, second, second + length, first, first + length) === 0
    }
    for (let at = 0; at < length; at += 1) if (window[first + at] !== window[second + at]) return false
    return true
  }
}
