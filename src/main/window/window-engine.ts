import type { Channel } from '../../shared/contract/channel'
import type { SessionPolicy } from '../engine/files/path-policy'

/** A finished export that waits to be fetched. Whoever takes it removes the file. */
export interface Download {
  readonly path: string
  /** The file name the person gave. */
  readonly name: string
}

/** What a window host needs of the engine thread. */
export interface WindowEngine {
  /** Opens a channel that speaks the engine contract; closing it ends what was opened through it. */
  openSession(policy: SessionPolicy): Channel
  /** Hands out a finished export once. Rejects with `E_JOB_UNKNOWN` where there is none of that name. */
  takeDownload(download: string): Promise<Download>
  /** Stops all endpoints, writes what waits and ends the thread. */
  stop(): Promise<void>
}
