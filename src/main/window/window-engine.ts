import type { EngineWorker } from '../engine/thread/engine-worker'

/** What a window host needs of the engine thread. */
export type WindowEngine = Pick<EngineWorker, 'openSession' | 'takeDownload' | 'stop'>
