import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { FollowMatch, FollowWindow } from '../../../shared/contract/engine/follow-calls'
import type { EngineCalls, EngineEvents } from '../../../shared/contract/engine-contract'
import { streamPattern } from '../../../shared/filter/stream-pattern'
import type { QueryService } from '../query/query-service'
import { SessionReaders } from '../query/session-readers'
import type { RunningFollow } from './running-follow'

/** The calls that a follow session answers. */
export type FollowCalls = Pick<EngineCalls, Extract<keyof EngineCalls, `follow.${string}`>>

/** The streams that one session follows. */
export class FollowSession {
  private readonly follows: SessionReaders<RunningFollow>

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<FollowCalls> = {
    'follow.open': async ({ capture, peer }) => {
      const opening = this.service.openFollow(capture, peer, (progress) =>
        this.emit('follow.progress', progress),
      )
      return (await this.follows.keep(opening)).progress()
    },
    'follow.close': ({ follow }) => {
      this.follows.close(follow)
      return null
    },
    'follow.read': async ({ follow, ...question }) =>
      (await this.follows.get(follow).ask({ ask: 'read', ...question })) as FollowWindow,
    'follow.locate': async ({ follow, ...question }) =>
      (await this.follows.get(follow).ask({ ask: 'locate', ...question })) as number | null,
    'follow.find': async ({ follow, step, ...question }) => {
      streamPattern(question.text, question.encoding)
      const back = step === 'previous'
      return (await this.follows.get(follow).ask({ ask: 'find', ...question, back })) as FollowMatch | null
    },
    'follow.endFind': ({ follow }) => {
      this.follows.get(follow).endFind()
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {
    this.follows = new SessionReaders((follow) => service.closeFollow(follow))
  }

  close(): void {
    this.follows.closeAll()
  }
}
