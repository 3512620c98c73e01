import type { ExportFinished } from '../../shared/contract/engine/export-calls'
import type { ImportFinished } from '../../shared/contract/engine/import-calls'
import type { JobProgress } from '../../shared/contract/engine/job-progress'
import { SockwrightError } from '../../shared/contract/errors'
import type { EngineCaller } from './command-engine'

/** What the jobs make whose progress these events tell. */
interface FinishedBy {
  readonly 'export.progress': ExportFinished
  readonly 'import.progress': ImportFinished
}

/**
 * Begins a job of the engine and resolves to what it made; null where it was cancelled. Throws its coded failure. `event`
 * tells how it stands.
 */
export async function jobEnd<Event extends keyof FinishedBy>(
  engine: EngineCaller,
  event: Event,
  begin: () => Promise<{ readonly job: string }>,
): Promise<FinishedBy[Event] | null> {
  // The end may be told before the answer to the call that began it.
  const ended: JobProgress<FinishedBy[Event]>[] = []
  let wake: (() => void) | null = null
  const off = engine.on(event, (news) => {
    const progress = news as JobProgress<FinishedBy[Event]>
    if (progress.state.is === 'running') return
    ended.push(progress)
    wake?.()
  })
  try {
    const { job } = await begin()
    for (;;) {
      const state = ended.find((progress) => progress.job === job)?.state
      if (state?.is === 'failed') throw SockwrightError.from(state.failure)
      if (state) return state.is === 'finished' ? state : null
      await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    off()
  }
}
