import path from 'node:path'
import type { CaptureRemoval } from '../../../shared/contract/engine/capture-calls'
import { toFailure } from '../../../shared/contract/errors'
import { parseCaptureName } from '../capture/capture-names'
import type { CaptureLibrary } from './capture-library'
import {
  overdueCaptures,
  type KeptCapture,
  type OverdueCapture,
  type RetentionLimits,
} from './overdue-captures'
import type { RemovalLog } from './removal-log'

/** A window has opened its tabs by then: what stands in one is open and stays. */
const firstRunMs = 60_000
const betweenRunsMs = 3_600_000

/** What retention knows of the engine around it. */
export interface RetentionSurroundings {
  limits(): RetentionLimits
  /** Paths of captures that somebody looks at. */
  openCaptures(): readonly string[]
  removed(removals: readonly CaptureRemoval[]): void
  /** Told what goes wrong where no call can answer it. */
  problem(thrown: unknown): void
}

/** Removes whole closed captures that are too old or too much, where a person wants that; each removal is logged. */
export class Retention {
  private readonly timers: readonly NodeJS.Timeout[]
  private running: Promise<void> | null = null

  constructor(
    private readonly library: CaptureLibrary,
    private readonly log: RemovalLog,
    private readonly surroundings: RetentionSurroundings,
  ) {
    this.timers = [
      setTimeout(() => void this.run(), firstRunMs).unref(),
      setInterval(() => void this.run(), betweenRunsMs).unref(),
    ]
  }

  /** Removes what is overdue now. Never fails: what goes wrong is told to the surroundings. */
  run(): Promise<void> {
    this.running ??= this.removeOverdue()
      .catch(this.surroundings.problem)
      .finally(() => (this.running = null))
    return this.running
  }

  async close(): Promise<void> {
    this.timers.forEach(clearTimeout)
    await this.running
  }

  private async removeOverdue(): Promise<void> {
    const limits = this.surroundings.limits()
    if (limits.days === null && limits.gigabytes === null) return
    const removals: CaptureRemoval[] = []
    try {
      await this.removeAll(overdueCaptures(await this.kept(), limits, Date.now()), removals)
    } finally {
      if (removals.length > 0) this.surroundings.removed(removals)
    }
  }

  /** Adds each to `removals` as it goes. */
  private async removeAll(overdue: readonly OverdueCapture[], removals: CaptureRemoval[]): Promise<void> {
    for (const { capture, why } of overdue) {
      // It may have been opened meanwhile.
      if (this.isOpen(capture)) continue
      const { name, bytes, startedAt } = await this.library.summary(capture)
      const removal = { capture, name, bytes, startedAt, removedAt: Date.now(), why }
      try {
        await this.library.discard(capture)
        removals.push(removal)
        await this.log.add(removal)
      } catch (thrown) {
        // Somebody records or removes it now.
        const { code } = toFailure(thrown)
        if (code !== 'E_CAPTURE_LIVE' && code !== 'E_CAPTURE_LOCKED' && code !== 'E_CAPTURE_UNKNOWN')
          throw thrown
      }
    }
  }

  private async kept(): Promise<readonly KeptCapture[]> {
    const all = await this.library.list()
    return Promise.all(
      all.map(async ({ capture, bytes, endedAt, live }) => ({
        capture,
        bytes,
        lastWritten: Math.max(endedAt ?? 0, await this.library.lastWritten(capture)),
        removable: !live && endedAt !== null && !this.isOpen(capture),
      })),
    )
  }

  private isOpen(capture: string): boolean {
    const series = seriesOf(capture)
    return this.surroundings.openCaptures().some((open) => seriesOf(open) === series)
  }
}

function seriesOf(capture: string): string | undefined {
  return parseCaptureName(path.basename(capture))?.series
}
