/** When a series goes on in its next folder. */
export interface RolloverLimits {
  /** Bytes of any one file of a folder. */
  readonly bytes: number
  /** Age of a folder, ms; null for no limit. */
  readonly ageMs: number | null
}

export const defaultRollover: RolloverLimits = { bytes: 4 * 1_024 ** 3, ageMs: null }

/** Sizes and intervals of a recorder. Bytes and ms. */
export interface RecorderLimits {
  /** More than this waiting for the disk: congested … */
  readonly congestedAbove: number
  /** … until it is less than this. */
  readonly relievedBelow: number
  /** So much is written at once; less waits for company: `gatherMs`, but `gatherBusyMs` shortly after another write. */
  readonly writeAtOnce: number
  readonly gatherMs: number
  readonly gatherBusyMs: number
  /** Between two writes of unfinished messages. */
  readonly journalMs: number
  /** Between checkpoints, looks at the clock, and attempts to record again. */
  readonly checkMs: number
  /** Between two calls of progress listeners. */
  readonly progressMs: number
  /** Free space that recording needs to begin again after a failure. */
  readonly resumeFree: number
  /** Bytes of events kept in memory while recording is stopped. */
  readonly heldEvents: number
}

const mebibyte = 1_024 * 1_024

export const defaultLimits: RecorderLimits = {
  congestedAbove: 32 * mebibyte,
  relievedBelow: 8 * mebibyte,
  writeAtOnce: mebibyte,
  gatherMs: 4,
  gatherBusyMs: 20,
  journalMs: 100,
  checkMs: 1_000,
  progressMs: 34,
  resumeFree: 16 * mebibyte,
  heldEvents: mebibyte,
}
