import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../shared/contract/engine-contract'
import type { ExportProgress } from '../../../shared/contract/engine/export-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { ExportRequest } from './export-jobs'
import { exportedText } from './exported-text'
import type { QueryService } from './query-service'
import { readRecord } from './row-reader'
import { SessionReaders } from './session-readers'
import type { View } from './view'

/** The calls that a query session answers. */
export type QueryCalls = Pick<
  EngineCalls,
  | 'view.open'
  | 'view.close'
  | 'view.rows'
  | 'view.expand'
  | 'view.locate'
  | 'view.find'
  | 'record.read'
  | 'export.start'
  | 'export.text'
  | 'export.cancel'
>

/** The views and exports of one session. */
export class QuerySession {
  private readonly views: SessionReaders<View>
  private readonly jobs = new Set<string>()
  private closed = false

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<QueryCalls> = {
    'view.open': async ({ capture, ...what }) => {
      const opening = this.service.openView(capture, what, this.emit)
      return (await this.views.keep(opening)).progress()
    },
    'view.close': ({ view }) => {
      this.views.close(view)
      return null
    },
    'view.rows': ({ view, ...wanted }) => this.views.get(view).rows(wanted),
    'view.expand': ({ view, record, expanded }) => this.views.get(view).expand(record, expanded),
    'view.locate': ({ view, record }) => this.views.get(view).locate(record),
    'view.find': ({ view, record, direction }) => this.views.get(view).find(record, direction),
    'record.read': async ({ capture, record, offset, length }) => {
      const held = await this.service.pool.hold(capture)
      try {
        return await readRecord(held.series, record, offset, length)
      } finally {
        held.release()
      }
    },
    'export.start': async ({ destination, ...request }) => {
      const job =
        destination.to === 'file'
          ? await this.exportToFile(request, destination.path)
          : await this.exportForDownload(request, destination.name)
      await this.started(job)
      return { job }
    },
    'export.text': async (request) => {
      const text = await exportedText(this.service, request, {
        started: (job) => this.started(job),
        ended: (job) => this.jobs.delete(job),
      })
      return { text }
    },
    'export.cancel': async ({ job }) => {
      if (!this.jobs.has(job)) throw new SockwrightError('E_JOB_UNKNOWN')
      await this.service.exports.cancel(job)
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
    private readonly ended: () => void,
  ) {
    this.views = new SessionReaders((view) => service.closeView(view))
  }

  /** Closes its views and cancels its exports; resolves when their files are gone. */
  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.views.closeAll()
    await Promise.all([...this.jobs].map((job) => this.service.exports.cancel(job)))
    this.ended()
  }

  /** A job of a session that was closed meanwhile has nobody to tell. */
  private async started(job: string): Promise<void> {
    this.jobs.add(job)
    if (this.closed) await this.service.exports.cancel(job)
  }

  private exportToFile(request: ExportRequest, path: string): Promise<string> {
    return this.service.exports.start(request, { path, mode: 0o666 }, (progress) => this.tell(progress))
  }

  private async exportForDownload(request: ExportRequest, name: string): Promise<string> {
    const { downloads, exports } = this.service
    const { path, download } = await downloads.reserve(name)
    const onProgress = (progress: ExportProgress) => {
      const { state } = progress
      if (state.is === 'finished') {
        downloads.finished(download)
        this.tell({ ...progress, state: { ...state, path: null, download } })
        return
      }
      if (state.is !== 'running') downloads.abandon(download)
      this.tell(progress)
    }
    try {
      return await exports.start(request, { path, mode: 0o600 }, onProgress)
    } catch (thrown) {
      downloads.abandon(download)
      throw thrown
    }
  }

  private tell(progress: ExportProgress): void {
    if (progress.state.is !== 'running') this.jobs.delete(progress.job)
    this.emit('export.progress', progress)
  }
}
