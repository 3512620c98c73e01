import type { TimelineLane } from '../../shared/contract/engine/timeline-calls'
import { laneRole } from '../../shared/timeline/timeline-role'

/** Is this lane a connection of TCP between two ports, whose states the protocol fixes? */
export function movesOverTcp({ kind, life }: TimelineLane): boolean {
  if (laneRole({ kind, life }) === 'datagrams') return false
  return (life.local?.port ?? 1) > 0 && (life.remote?.port ?? 1) > 0
}
