import * as v from 'valibot'
import type { FollowCalls, FollowSession } from '../../src/main/engine/follow/follow-session'
import type { QueryService } from '../../src/main/engine/query/query-service'
import type { CallArgs, CallInput, CallResult } from '../../src/shared/contract/call'
import { followCalls, type FollowProgress } from '../../src/shared/contract/engine/follow-calls'
import { SockwrightError } from '../../src/shared/contract/errors'

/** A follow session of a query service, called as the contract would, with all its news kept. */
export class FollowedSession {
  readonly session: FollowSession
  private readonly news: FollowProgress[] = []
  private waiting: (() => void)[] = []

  constructor(service: QueryService) {
    this.session = service.followSession((name, payload) => {
      if (name === 'follow.progress') this.news.push(payload as FollowProgress)
      this.waiting.splice(0).forEach((wake) => wake())
    })
  }

  /** Calls a handler with validated arguments. */
  async call<K extends keyof FollowCalls>(
    name: K,
    input: CallInput<FollowCalls, K>,
  ): Promise<CallResult<FollowCalls, K>> {
    const args = v.parse(followCalls[name].args, input) as CallArgs<FollowCalls, K>
    const handler = this.session.handlers[name] as (
      args: CallArgs<FollowCalls, K>,
    ) => CallResult<FollowCalls, K> | Promise<CallResult<FollowCalls, K>>
    return handler(args)
  }

  /** Opens a stream and waits until it has caught up with its capture. */
  async open(capture: string, peer: number): Promise<FollowProgress> {
    const opened = await this.call('follow.open', { capture, peer })
    const caughtUp = opened.done ? opened : await this.progress(opened.follow, (news) => news.done)
    if (caughtUp.failure) throw SockwrightError.from(caughtUp.failure)
    return caughtUp
  }

  /** Waits until `follow` has told of a progress that `matches`. */
  async progress(follow: string, matches: (progress: FollowProgress) => boolean): Promise<FollowProgress> {
    for (;;) {
      const found = this.news.findLast((one) => one.follow === follow && matches(one))
      if (found) return found
      await new Promise<void>((wake) => this.waiting.push(wake))
    }
  }
}
