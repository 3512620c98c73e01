import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { JobProgress } from '../../../shared/contract/engine/job-progress'
import type { Failure } from '../../../shared/contract/errors'
import { ThreadJob } from '../thread/thread-job'
import { exportWriteFailure } from './export-failure'
import type { ExportTask, ExportThreadData, LiveExportNews, LiveExportReport } from './export-protocol'

/** What is in the file of a live export. */
export interface LiveExportLength {
  readonly records: number
  readonly bytes: number
}

/**
 * One live export. Its thread writes a partial file beside the target, which takes the target's name as soon as it has its
 * beginning; whatever happens later, the file stays.
 */
export class LiveExportJob extends ThreadJob<LiveExportReport, LiveExportLength> {
  length: LiveExportLength = { records: 0, bytes: 0 }
  private readonly partialPath: string
  private inPlace = false

  constructor(
    id: string,
    task: ExportTask,
    private readonly target: string,
    onProgress: (progress: JobProgress<LiveExportLength>) => void,
  ) {
    const partialPath = `${target}.${randomBytes(4).toString('hex')}.part`
    const data: ExportThreadData = { task, partialPath, mode: 0o666, liveTarget: target, mostBytes: null }
    super(id, 'export-thread', data, onProgress)
    this.partialPath = partialPath
  }

  news(news: LiveExportNews): void {
    this.post(news)
  }

  protected heard(report: LiveExportReport): void {
    switch (report.is) {
      case 'progress':
        this.inPlace = true
        this.length = { records: report.records, bytes: report.bytes }
        this.advance(report.records, report.records)
        break
      case 'written':
        this.length = { ...this.length, bytes: report.bytes }
        void this.end(async () => this.finish(this.length))
        break
      case 'failed':
        void this.end(() => this.fail(report.writing ? this.writeFailure(report.failure) : report.failure))
        break
    }
  }

  /** Removes what nobody knows of yet. */
  protected async clear(): Promise<Failure | null> {
    // Where it cannot be removed, it could not be made either.
    if (!this.inPlace) await rm(this.partialPath, { force: true }).catch(() => undefined)
    return null
  }

  private writeFailure(failure: Failure): Failure {
    const code = this.inPlace ? 'E_LIVE_EXPORT_WRITE' : 'E_EXPORT_WRITE'
    return exportWriteFailure(code, this.target, failure)
  }
}
