import type { TimelinePartner } from '../../../shared/contract/engine/timeline-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { PartnerNews } from './timeline-protocol'

interface Waiting {
  readonly resolve: (partner: TimelinePartner | null) => void
  readonly reject: (thrown: unknown) => void
}

/** Searches for the other end of a connection that the query thread has not answered yet, by their number. */
export class PartnerSearches {
  private readonly waiting = new Map<number, Waiting>()

  begun(number: number): Promise<TimelinePartner | null> {
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }))
  }

  heard(news: PartnerNews): void {
    const search = this.waiting.get(news.search)
    this.waiting.delete(news.search)
    if (news.is === 'partner-found') search?.resolve(news.partner)
    else search?.reject(SockwrightError.from(news.failure))
  }

  fail(failure: Failure): void {
    for (const { reject } of this.waiting.values()) reject(SockwrightError.from(failure))
    this.waiting.clear()
  }
}
