import { resolve } from 'node:path'
import type { ExportFormat } from '../../shared/contract/engine/export-calls'
import type { LiveExport } from '../../shared/contract/engine/live-export-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from './command-engine'
import { jobEnd } from './job-end'

/** `--export FILE --format F`: what is recorded also goes to this file, as it comes. */
export interface EndpointExportPlan {
  readonly path: string
  readonly format: ExportFormat
  /** Which records; empty: all. */
  readonly filter: string
}

/** What came of it. `failure` has been told already. */
export interface EndpointExportEnd {
  readonly path: string
  readonly bytes: number
  readonly failure: Failure | null
}

/** The live export of a command, from the beginning of the recording to its end. */
export class EndpointExport {
  private capture: string | null = null
  private begun: Promise<LiveExport | null> = Promise.resolve(null)
  private readonly ends: LiveExport[] = []
  private wake: (() => void) | null = null

  constructor(
    private readonly engine: EngineCaller,
    private readonly plan: EndpointExportPlan,
    /** Told as soon as it fails on the way; the recording goes on. */
    private readonly onFailure: (failure: Failure) => void,
  ) {
    engine.on('liveExport.changed', ({ exports }) => exports.forEach((one) => this.take(one)))
  }

  /** Rejects with the coded failure where the file cannot be made. */
  async begin(capture: string): Promise<void> {
    if (this.capture !== null) return
    this.capture = capture
    const path = resolve(this.plan.path)
    this.begun = this.engine.call('liveExport.start', { ...this.plan, capture, path, overwrite: true })
    await this.begun.catch((thrown: unknown) => {
      // A recording that is over already is exported in one go at the end.
      if (toFailure(thrown).code !== 'E_CAPTURE_NOT_LIVE') throw thrown
    })
  }

  /** Resolves when the recording has ended and all of it is written; null where it never began. */
  async end(): Promise<EndpointExportEnd | null> {
    if (this.capture === null) return null
    const begun = await this.begun.catch((thrown: unknown) => toFailure(thrown))
    if (begun === null) return null
    if ('export' in begun) return this.endOf(begun.export)
    return begun.code === 'E_CAPTURE_NOT_LIVE' ? this.exportWhole(this.capture) : null
  }

  private async endOf(name: string): Promise<EndpointExportEnd> {
    for (;;) {
      const ended = this.ends.find((one) => one.export === name)
      if (ended) {
        const { path, bytes, state } = ended
        return { path, bytes, failure: state.is === 'failed' ? state.failure : null }
      }
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  private async exportWhole(capture: string): Promise<EndpointExportEnd | null> {
    const { format, filter } = this.plan
    const path = resolve(this.plan.path)
    const request = { capture, filter, format, destination: { to: 'file', path } } as const
    try {
      const made = await jobEnd(this.engine, 'export.progress', () =>
        this.engine.call('export.start', request),
      )
      return made && { path, bytes: made.bytes, failure: null }
    } catch (thrown) {
      const failure = toFailure(thrown)
      this.onFailure(failure)
      return { path, bytes: 0, failure }
    }
  }

  private take(one: LiveExport): void {
    if (one.state.is === 'writing' || this.ends.some((known) => known.export === one.export)) return
    this.ends.push(one)
    if (one.state.is === 'failed') this.onFailure(one.state.failure)
    this.wake?.()
  }
}
