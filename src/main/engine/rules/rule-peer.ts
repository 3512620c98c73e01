import type { CompiledRule } from '../../../shared/rules/compile-rules'
import type { BehaviourPeer } from './behaviour'

/** What rules remember of one peer. */
export class RulePeer {
  /** ms of a steady clock: when the last message came, or the connection opened. */
  heardAt = performance.now()
  /** How often rules with a limit for each peer have acted on it. */
  readonly acted = new Map<CompiledRule, number>()
  /** Rules that wait for silence, and when each is due: ms of the same clock. */
  readonly silenceDue = new Map<CompiledRule, number>()
  /** Answers that wait for their time. */
  waiting = 0
  gone = false

  constructor(readonly peer: BehaviourPeer) {}
}
