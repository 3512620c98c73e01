import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { FollowMatch, FollowWindow } from '../../../shared/contract/engine/follow-calls'
import type { EngineCalls, EngineEvents } from '../../../shared/contract/engine-contract'
import { SockwrightError } from '../../../shared/contract/errors'
import { streamPattern } from '../../../shared/filter/stream-pattern'
import type { QueryService } from '../query/query-service'
import type { RunningFollow } from './running-follow'

/** The calls that a follow session answers. */
export type FollowCalls = Pick<EngineCalls, Extract<keyof EngineCalls, `follow.${string}`>>

/** The streams that one session follows. */
export class FollowSession {
  private readonly follows = new Map<string, RunningFollow>()
  private closed = false

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<FollowCalls> = {
    'follow.open': async ({ capture, peer }) => {
      const follow = await this.service.openFollow(capture, peer, (progress) =>
        this.emit('follow.progress', progress),
      )
      if (this.closed) {
        this.service.closeFollow(follow)
        throw new SockwrightError('E_LINK_CLOSED')
      }
      this.follows.set(follow.id, follow)
      return follow.progress()
    },
    'follow.close': ({ follow: id }) => {
      const follow = this.follow(id)
      this.follows.delete(id)
      this.service.closeFollow(follow)
      return null
    },
    'follow.read': async ({ follow, ...question }) =>
      (await this.follow(follow).ask({ ask: 'read', ...question })) as FollowWindow,
    'follow.locate': async ({ follow, ...question }) =>
      (await this.follow(follow).ask({ ask: 'locate', ...question })) as number | null,
    'follow.find': async ({ follow, step, ...question }) => {
      streamPattern(question.text, question.encoding)
      const back = step === 'previous'
      return (await this.follow(follow).ask({ ask: 'find', ...question, back })) as FollowMatch | null
    },
    'follow.endFind': ({ follow }) => {
      this.follow(follow).endFind()
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {}

  /** Closes its streams. */
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const follow of this.follows.values()) this.service.closeFollow(follow)
    this.follows.clear()
  }

  private follow(id: string): RunningFollow {
    const follow = this.follows.get(id)
    if (!follow) throw new SockwrightError('E_VIEW_UNKNOWN')
    return follow
  }
}
