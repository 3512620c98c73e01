import type { ScriptSlot } from '../scripts/script-slot'
import type { Behaviour, BehaviourPeer } from './behaviour'

/**
 * The rules of an endpoint, and behind them its script: rules answer at once, in the engine; the script hears the same
 * a moment later, in a thread of its own. The script outlives a change of rules, so {@link end} leaves it alone.
 */
export class RulesThenScript implements Behaviour {
  constructor(
    private readonly rules: Behaviour,
    private readonly slot: ScriptSlot,
  ) {}

  get hearsMessages(): boolean {
    return this.rules.hearsMessages || this.slot.running !== null
  }

  get classifies(): boolean {
    return this.rules.classifies
  }

  adopt(peer: BehaviourPeer): void {
    this.rules.adopt(peer)
    this.slot.running?.opened(peer)
  }

  opened(peer: BehaviourPeer): void {
    this.rules.opened(peer)
    this.slot.running?.opened(peer)
  }

  classify(peer: BehaviourPeer, message: Uint8Array): number {
    return this.rules.classify(peer, message)
  }

  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void {
    if (this.rules.hearsMessages) this.rules.received(peer, message, isEnd)
    this.slot.running?.received(peer, message, isEnd)
  }

  closed(peer: BehaviourPeer): void {
    this.rules.closed(peer)
    this.slot.running?.closed(peer)
  }

  end(): void {
    this.rules.end()
  }
}
