/** Finds where messages end in a stream that comes in chunks. Remembers what it needs of earlier chunks. */
export interface Boundary {
  /**
   * Where the message that goes on (or begins) at `at` ends: the position behind its last byte, or -1 where it goes on
   * beyond the chunk. To be called with the position it gave last, then with 0 for the next chunk.
   */
  next(chunk: Buffer, at: number): number
  /** The byte that ends a message wherever it stands; null where it takes more to tell. */
  readonly lastByte: number | null
  /** Length of the message that was looked at last, as far as it told it. */
  readonly announced: number | null
  /** What ended last is no message but a length field that makes none. */
  readonly isInvalid: boolean
  /** Is a message whole when the stream ends? */
  readonly endsWithStream: boolean
}
