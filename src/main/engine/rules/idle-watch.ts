import type { CompiledRule } from '../../../shared/rules/compile-rules'
import type { WorkingRule } from './endpoint-rules'
import type { RulePeer } from './rule-peer'

/** Tells when nothing has come from a peer for as long as a rule says. One timer for all peers. */
export class IdleWatch {
  private timer: NodeJS.Timeout | null = null
  private timerDue = 0

  constructor(
    private readonly rules: readonly WorkingRule[],
    private readonly peers: ReadonlyMap<unknown, RulePeer>,
    private readonly silent: (peer: RulePeer, rule: WorkingRule) => void,
  ) {}

  /** Begins to watch a peer. */
  watch(peer: RulePeer): void {
    for (const { compiled } of this.rules) {
      const due = peer.heardAt + silenceOf(compiled)
      peer.silenceDue.set(compiled, due)
      this.wakeAt(due)
    }
  }

  end(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private wakeAt(due: number): void {
    if (this.timer && this.timerDue <= due) return
    if (this.timer) clearTimeout(this.timer)
    this.timerDue = due
    this.timer = setTimeout(() => this.look(), Math.max(1, due - performance.now()))
  }

  private look(): void {
    this.timer = null
    const now = performance.now()
    for (const peer of this.peers.values()) for (const rule of this.rules) this.lookAt(peer, rule, now)
  }

  /** What came since is learnt only here, so that a message costs no more than noting its time. */
  private lookAt(peer: RulePeer, rule: WorkingRule, now: number): void {
    const ms = silenceOf(rule.compiled)
    const due = Math.max(peer.silenceDue.get(rule.compiled) ?? 0, peer.heardAt + ms)
    // Timers may fire up to a millisecond early.
    const isDue = due <= now + 1
    const next = isDue ? now + ms : due
    peer.silenceDue.set(rule.compiled, next)
    if (isDue) this.silent(peer, rule)
    if (!peer.gone) this.wakeAt(next)
  }
}

/** ms of silence that a rule waits for. */
function silenceOf({ rule }: CompiledRule): number {
  return rule.trigger.when === 'idle' ? rule.trigger.ms : Infinity
}
