import { SockwrightError, type Failure } from '../../../../shared/contract/errors'
import { RateLimit } from '../../timing/rate-limit'
import type { WatchNews, WatchRequest, WatchTypes } from './watch-protocol'

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (thrown: unknown) => void
}

/** How a watch reaches its other side in the query thread. */
export interface WatchLink {
  readonly number: number
  readonly post: (request: WatchRequest) => void
  /** To be called when it is closed. */
  readonly ended: () => void
}

/**
 * What a session keeps open on captures that may grow, as the engine's thread sees it: the query thread does the work
 * (`Watched`), tells how far it is, and answers questions.
 */
export abstract class RunningWatch<Types extends WatchTypes, Progress> {
  protected failure: Failure | null = null
  private closed = false
  private lastNumber = 0
  private readonly waiting = new Map<number, Waiting<Types['answer']>>()
  private readonly progressLimit: RateLimit

  /** `id` names it to its session; `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    protected state: Types['state'],
    private readonly link: WatchLink,
    onProgress: (progress: Progress) => void,
  ) {
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
  }

  abstract progress(): Progress

  /** What the query thread tells. */
  heard(news: WatchNews): void {
    switch (news.is) {
      case 'watch-state':
        this.state = news.state
        this.progressLimit.note()
        return
      case 'watch-answer':
        this.take(news.number)?.resolve(news.answer)
        return
      case 'watch-refused':
        this.take(news.number)?.reject(SockwrightError.from(news.failure))
        return
      case 'watch-failed':
        this.fail(news.failure)
    }
  }

  fail(failure: Failure): void {
    this.failure = failure
    this.refuseAll(SockwrightError.from(failure))
    this.progressLimit.note()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.progressLimit.stop()
    this.refuseAll(new SockwrightError('E_VIEW_UNKNOWN'))
    this.link.post({ is: 'watch-closed', watch: this.link.number })
    this.link.ended()
  }

  /** The answer of the query thread. Fails as reading the captures does, and with `E_VIEW_UNKNOWN` once closed. */
  protected ask(question: Types['question']): Promise<Types['answer']> {
    if (this.failure) return Promise.reject(SockwrightError.from(this.failure))
    const number = (this.lastNumber += 1)
    this.link.post({ is: 'watch-asked', watch: this.link.number, number, question })
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }))
  }

  protected tell(word: Types['word']): void {
    this.link.post({ is: 'watch-told', watch: this.link.number, word })
  }

  /** The last visible record of one of its captures has a new number. */
  protected captureGrew(capture: number, records: number): void {
    if (!this.closed) this.link.post({ is: 'watch-grew', watch: this.link.number, capture, records })
  }

  private take(number: number): Waiting<Types['answer']> | undefined {
    const waiting = this.waiting.get(number)
    this.waiting.delete(number)
    return waiting
  }

  private refuseAll(reason: SockwrightError): void {
    for (const { reject } of this.waiting.values()) reject(reason)
    this.waiting.clear()
  }
}

/** A watch of any kind. */
export type AnyRunningWatch = Pick<RunningWatch<WatchTypes, unknown>, 'heard' | 'fail'>
