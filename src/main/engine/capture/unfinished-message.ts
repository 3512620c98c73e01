/** Bytes received of one peer that are not a whole message yet, as the recorder counts and journals them. */
export interface UnfinishedMessage {
  readonly peer: number
  /** What came from the target of a relay goes out. */
  readonly direction: 'in' | 'out'
  /** Rises when other bytes take the place of these, not when these grow. */
  readonly begun: number
  readonly length: number
  /** When the last byte came, µs since the epoch. */
  readonly time: number
  /** The bytes; they are never changed, but later ones may follow. */
  bytes(): Uint8Array
  /** Records these bytes as a part, because all unfinished messages together take more than `limit` bytes. */
  recordPart(limit: number): void
}
