import type { Failure } from '../../../shared/contract/errors'
import { MatchBitmap } from './match-bitmap'
import type { QueryRequest } from './query-protocol'

/** A filter that runs in the query thread, as the engine's thread sees it. */
export class RunningQuery {
  readonly bitmap = new MatchBitmap()
  /** The first record of each run of identical neighbours; empty where they are not looked for. */
  readonly heads = new MatchBitmap()
  /** Why it ended early. */
  failure: Failure | null = null
  private lastSeek = 0
  private seeking: { readonly number: number; readonly resolve: (record: number | null) => void } | null =
    null

  constructor(
    private readonly id: number,
    private readonly post: (request: QueryRequest) => void,
    readonly changed: () => void,
    private readonly ended: () => void,
  ) {}

  grew(records: number): void {
    this.post({ is: 'grew', query: this.id, records })
  }

  /**
   * The first match in records `from` … `to`, or with `back` the last; null where there is none, where the query ends,
   * and where a later call takes the place of this one.
   */
  seek(from: number, to: number, back: boolean): Promise<number | null> {
    this.endSeek(null)
    if (from > to || this.failure) return Promise.resolve(null)
    const number = (this.lastSeek += 1)
    this.post({ is: 'seek', query: this.id, seek: number, from, to, back })
    return new Promise((resolve) => (this.seeking = { number, resolve }))
  }

  /** What the query thread found. */
  found(seek: number, record: number | null): void {
    if (this.seeking?.number === seek) this.endSeek(record)
  }

  fail(failure: Failure): void {
    this.failure = failure
    this.endSeek(null)
    this.changed()
  }

  private endSeek(record: number | null): void {
    const seeking = this.seeking
    this.seeking = null
    seeking?.resolve(record)
  }

  close(): void {
    this.endSeek(null)
    this.post({ is: 'close', query: this.id })
    this.ended()
  }
}
