import type { FollowProgress } from '../../../shared/contract/engine/follow-calls'
import { RunningWatch, type WatchLink } from '../query/watch/running-watch'
import type { FollowAnswer, FollowQuestion, FollowState, FollowTypes } from './follow-protocol'

const nothingYet: FollowState = {
  inBytes: 0,
  outBytes: 0,
  reached: 0,
  appeared: null,
  closed: null,
  search: null,
}

/** A stream that one session follows, as the engine's thread sees it. */
export class RunningFollow extends RunningWatch<FollowTypes, FollowProgress> {
  /** `capture` is its real path, `records` the number of its last record. */
  constructor(
    id: string,
    readonly capture: string,
    private records: number,
    link: WatchLink,
    onProgress: (progress: FollowProgress) => void,
  ) {
    super(id, nothingYet, link, onProgress)
  }

  progress(): FollowProgress {
    const { reached, ...known } = this.state
    const scanned = Math.min(reached, this.records)
    const progress = { follow: this.id, ...known, scanned, records: this.records }
    if (this.failure) return { ...progress, done: true, failure: this.failure }
    return { ...progress, done: scanned >= this.records }
  }

  grew(records: number): void {
    if (records <= this.records) return
    this.records = records
    this.captureGrew(0, records)
  }

  override ask(question: FollowQuestion): Promise<FollowAnswer> {
    return super.ask(question)
  }

  endFind(): void {
    this.tell('end-find')
  }
}
