import type { TimelineLane } from '../../shared/contract/engine/timeline-calls'
import { laneRole } from '../../shared/timeline/timeline-role'

/** Is this lane a connection of TCP between two ports, whose states the protocol fixes? */
export function movesOverTcp(lane: TimelineLane): boolean {
  const { life } = lane
  if (laneRole(lane) === 'datagrams') return false
  return (life.local?.port ?? 1) > 0 && (life.remote?.port ?? 1) > 0
}
