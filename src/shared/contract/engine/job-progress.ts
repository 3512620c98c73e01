import type { Failure } from '../errors'

/** How a job of the engine stands. `Finished` is what there is to tell of one that came to its end. */
export type JobState<Finished> =
  | { readonly is: 'running' }
  | ({ readonly is: 'finished' } & Finished)
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'cancelled' }

/** How far a job is: `done` of `total` of what it goes through. The last word has a state other than `running`. */
export interface JobProgress<Finished> {
  readonly job: string
  readonly done: number
  readonly total: number
  readonly state: JobState<Finished>
}
