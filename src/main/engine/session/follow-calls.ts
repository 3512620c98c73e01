import type { FollowSession } from '../follow/follow-session'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

/** Streams that are followed, with every path checked before. */
export function followCalls({ handlers }: FollowSession, files: SessionFiles): CallGroup<'follow'> {
  return {
    ...handlers,
    async 'follow.open'(args) {
      return handlers['follow.open']({ ...args, capture: await files.capturePath(args.capture) })
    },
  }
}
