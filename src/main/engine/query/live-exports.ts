import { randomUUID } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import {
  endsComplete,
  type LiveExport,
  type LiveExportState,
} from '../../../shared/contract/engine/live-export-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { exportPlace } from './export-jobs'
import type { ExportTask } from './export-protocol'
import { LiveExportJob } from './live-export-job'
import type { SeriesPool } from './series-pool'

/** A live export as a session asks for it. */
export interface LiveExportRequest extends Omit<ExportTask, 'records'> {
  readonly path: string
  /** May it take the place of another file? */
  readonly overwrite: boolean
}

/** What live exports know of the engine around them. */
export interface LiveExportSurroundings {
  readonly pool: SeriesPool
  /** Captures that are being recorded here. */
  liveCaptures(): ReadonlySet<string>
  changed(exports: readonly LiveExport[]): void
}

interface Entry {
  readonly job: LiveExportJob
  readonly request: LiveExportRequest
  /** Path of the capture as its recorder has it. */
  readonly recording: string
  /** Null until the file is in its place. */
  state: LiveExportState | null
  readonly ended: Promise<void>
}

/**
 * Exports that go on while their captures are recorded. They belong to the engine, not to the window that asked for them:
 * a page that is loaded again must not cut a recording short.
 */
export class LiveExports {
  private readonly entries = new Map<string, Entry>()

  constructor(private readonly surroundings: LiveExportSurroundings) {}

  list(): readonly LiveExport[] {
    return [...this.entries].flatMap(([id, entry]) => described(id, entry) ?? [])
  }

  /** Begins one; resolves when its file is there. Fails as the call `liveExport.start` says. */
  async start(request: LiveExportRequest): Promise<LiveExport> {
    const whole = endsComplete(request.format, request.options)
    if (whole)
      throw new SockwrightError('E_LIVE_EXPORT_FORMAT', { format: { page: 'HTML', archive: 'tar' }[whole] })
    parseFilter(request.filter)
    const recording = this.recordingOf(request.capture)
    if (!request.overwrite && existsSync(request.path)) {
      throw new SockwrightError('E_FILE_EXISTS', { path: request.path })
    }
    const place = await exportPlace(request.path)
    const task = await this.taskOf(request)
    const id = randomUUID()
    const entry = await this.begin(id, task, { ...request, path: place }, recording)
    // It may have ended while this was on its way.
    if (!this.surroundings.liveCaptures().has(recording)) entry.job.news('ended')
    return described(id, entry)!
  }

  /** Resolves when everything that there was is in the file. Fails with `E_JOB_UNKNOWN`. */
  async stop(id: string): Promise<void> {
    const entry = this.entries.get(id)
    if (!entry) throw new SockwrightError('E_JOB_UNKNOWN')
    entry.job.news('enough')
    await entry.ended
    if (this.entries.delete(id)) this.changed()
  }

  /** To be called when `recording` has more visible records than before. Cheap. */
  captureGrew(recording: string): void {
    for (const entry of this.entries.values()) if (entry.recording === recording) entry.job.news('grew')
  }

  /** To be called with the captures that are still recorded, when one may have ended. */
  stillLive(captures: ReadonlySet<string>): void {
    for (const { recording, job } of this.entries.values()) if (!captures.has(recording)) job.news('ended')
  }

  /** Lets all come to their end. To be called when nothing is recorded any more. */
  async close(): Promise<void> {
    this.stillLive(new Set())
    await Promise.all([...this.entries.values()].map(({ ended }) => ended))
  }

  /** Resolves when the file is in its place. */
  private begin(id: string, task: ExportTask, request: LiveExportRequest, recording: string): Promise<Entry> {
    return new Promise((begun, failed) => {
      let over: () => void = () => undefined
      const ended = new Promise<void>((resolve) => (over = resolve))
      const job = new LiveExportJob(id, task, request.path, ({ state }) => {
        if (state.is === 'running') {
          entry.state ??= { is: 'writing' }
          begun(entry)
        } else {
          over()
          if (entry.state === null) {
            this.entries.delete(id)
            failed(state.is === 'failed' ? SockwrightError.from(state.failure) : new Error(state.is))
            return
          }
          entry.state = state.is === 'failed' ? state : { is: 'finished' }
        }
        this.changed()
        if (state.is === 'finished') this.entries.delete(id)
      })
      const entry: Entry = { job, request, recording, state: null, ended }
      // Known from here on, so that it hears what is recorded while its thread starts.
      this.entries.set(id, entry)
    })
  }

  private changed(): void {
    this.surroundings.changed(this.list())
  }

  private recordingOf(capture: string): string {
    const real = realPath(capture)
    for (const live of this.surroundings.liveCaptures()) {
      if (live === capture || (real !== null && realPath(live) === real)) return live
    }
    throw new SockwrightError('E_CAPTURE_NOT_LIVE', { path: capture })
  }

  private async taskOf({ capture, filter, after, format, options }: LiveExportRequest): Promise<ExportTask> {
    const { series, release } = await this.surroundings.pool.hold(capture)
    const records = series.refresh()
    const first = series.firstRecord
    release()
    return { capture, filter, after: Math.max(after, first - 1), records, format, options }
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    // Somebody has taken the folder away.
    return null
  }
}

/** Null where it has not begun. */
function described(id: string, { job, request, recording, state }: Entry): LiveExport | null {
  const { path, format, filter } = request
  return state && { export: id, capture: recording, path, format, filter, ...job.length, state }
}
