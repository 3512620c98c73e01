import path from 'node:path'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { CaptureClock } from './capture-clock'
import { newSeriesName } from './capture-names'
import { CapturePart } from './capture-part'
import { CaptureRecorder } from './capture-recorder'
import { systemDisk, type Disk } from './disk'
import type { Recorder } from './recorder'
import { defaultLimits, defaultRollover, type RecorderLimits, type RolloverLimits } from './recorder-limits'
import { openingFailure } from './recording-failure'
import { UnfinishedBudget } from './unfinished-budget'

/** Whom a capture is of and where it goes. What is left out has the values of the product. */
export interface RecorderOptions {
  /** Folder in which the capture folder is made; it is made too where it is missing. */
  readonly capturesFolder: string
  readonly endpoint: EndpointConfig
  /** Version of the program, noted in the capture. */
  readonly engineVersion: string
  readonly rollover?: RolloverLimits
  readonly limits?: Partial<RecorderLimits>
  readonly clock?: CaptureClock
  readonly disk?: Disk
  /** The budget that recorders of one engine share. */
  readonly unfinished?: UnfinishedBudget
}

/**
 * Begins a new capture, whose first record is the event `started`. Fails with `E_FOLDER_NOT_WRITABLE` or `ENOSPC`.
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const { id, name, kind, options: endpointOptions } = options.endpoint
  const disk = options.disk ?? systemDisk
  const clock = options.clock ?? new CaptureClock()
  const series = {
    capturesFolder: path.resolve(options.capturesFolder),
    name: newSeriesName(name, new Date(clock.now() / 1_000)),
    engine: options.engineVersion,
    endpoint: { id, name, kind, options: endpointOptions },
    encoding: endpointOptions.encoding,
  }
  const plan = { part: 1, firstRecord: 1, firstPeer: 1 }
  const first = await CapturePart.create(series, plan, disk, 0).catch((thrown: unknown) => {
    throw openingFailure(thrown, series.capturesFolder)
  })
  const limits = { ...defaultLimits, ...options.limits }
  const unfinished = options.unfinished ?? new UnfinishedBudget()
  const rollover = options.rollover ?? defaultRollover
  const recorder = new CaptureRecorder({ series, first, clock, disk, rollover, limits, unfinished })
  recorder.event(0, { event: 'started', kind, name })
  return recorder
}
