import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { escapedString } from '../../../shared/payload/escaped-text'
import { Sendings } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import { endpointRules, type EndpointRules } from '../rules/endpoint-rules'
import { RuleBehaviour } from '../rules/rule-behaviour'
import { RulesThenScript } from '../rules/rules-then-script'
import { ScriptConsole } from '../scripts/script-console'
import { idleState, type ScriptSlot } from '../scripts/script-slot'
import type { EndpointSurroundings } from './endpoint'
import { PeerTaps, TappedBehaviour, type PeerTap } from './peer-taps'

/** What an endpoint does by itself, as its configuration says: rules, a script behind them, and who else hears its peers. */
export class EndpointAutomation {
  readonly console: ScriptConsole
  readonly #taps = new PeerTaps()

  constructor(
    endpoint: string,
    private readonly surroundings: EndpointSurroundings,
  ) {
    this.console = new ScriptConsole(() => surroundings.scriptChanged(endpoint))
  }

  hear(peer: BehaviourPeer, tap: PeerTap): () => void {
    return this.#taps.add(peer, tap)
  }

  /** What the script would do, while the endpoint does not run; one that failed says so until it is changed. */
  tellIdle(config: EndpointConfig): void {
    this.console.becomes(idleState(config, this.surroundings.mayAct()))
  }

  /** Throws a coded failure where a text of options or rules is wrong. */
  check(config: EndpointConfig): void {
    this.#rules(config)
  }

  /** Makes ready the rules, which are all that can be wrong; throws as {@link check} does. */
  rules(config: EndpointConfig): RuleBehaviour {
    const { encoding } = config.options
    // It counts its own sendings, from the start of the endpoint or the change of its rules on.
    return new RuleBehaviour(this.#rules(config), {
      sendings: new Sendings(this.surroundings.payloadSources),
      decode: (bytes) => escapedString(bytes, false, encoding),
      alert: (peer, rule, text) => {
        peer.tell({ event: 'alert', rule, text })
        this.surroundings.alerted({ endpoint: config.id, rule, peer: peer.peer, text })
      },
      runSequence: (peer, name, match) => this.surroundings.runSequence(config.id, peer, name, match),
    })
  }

  /** All of it for one run, whose script is in `slot`: that of the configuration from now on. */
  behaviour(rules: RuleBehaviour, slot: ScriptSlot, config: EndpointConfig): Behaviour {
    slot.take(config, this.surroundings.mayAct())
    return new TappedBehaviour(new RulesThenScript(rules, slot), this.#taps)
  }

  #rules(config: EndpointConfig): EndpointRules {
    const all = endpointRules(config, new Set(Object.keys(this.surroundings.payloadSources.variables)))
    if (this.surroundings.mayAct()) return all
    return { ...all, working: all.working.filter(({ isBuiltIn }) => isBuiltIn) }
  }
}
