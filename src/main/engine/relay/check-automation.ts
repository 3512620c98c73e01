import { SockwrightError } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { Rule } from '../../../shared/rules/rule'
import type { LocalText } from '../../../shared/language/local-text'
import { faultDefinitions } from '../../../shared/faults/fault-definitions'
import { faultsForStreamsOnly } from '../../../shared/faults/fault-plan'
import { parseFaults } from '../../../shared/faults/fault-text'
import { Rewriter } from './rewriter'

/**
 * Throws where what an endpoint is to do by itself does not fit its kind: `E_RELAY_RULES`, `E_RELAY_ONLY`,
 * `E_FAULT_STREAM`; or what `compileRewrite` throws.
 */
export function checkAutomation(config: EndpointConfig): void {
  const { kind, rules, rewrites = [], options } = config
  if (kind === 'relay') rules.rules.forEach(checkRelayRule)
  if (kind !== 'relay' && rewrites.length > 0) {
    throw new SockwrightError('E_RELAY_ONLY', { what: { en: 'Rewriting', 'zh-CN': '改写' } })
  }
  new Rewriter(rewrites, options.encoding)
  checkFaults(config)
}

/** A relay begins nothing by itself, and upgrades to TLS only as its two sides agree. Throws `E_RELAY_RULES`. */
function checkRelayRule({ name, actions }: Rule): void {
  const found = actions.find((action) => action.do === 'sequence' || action.do === 'upgrade')
  if (found)
    throw new SockwrightError('E_RELAY_RULES', { rule: name, action: relayLacks[found.do as Lacking] })
}

type Lacking = 'sequence' | 'upgrade'
const relayLacks: Readonly<Record<Lacking, LocalText>> = {
  sequence: { en: 'run a sequence', 'zh-CN': '运行序列' },
  upgrade: { en: 'upgrade to TLS', 'zh-CN': '升级到 TLS' },
}

/** Throws `E_FAULT_STREAM` where datagrams are to have a fault that only streams can have. */
function checkFaults(config: EndpointConfig): void {
  const { options } = config
  if (!('faults' in options)) return
  const check = parseFaults(options.faults)
  if (!check.ok || !carriesDatagrams(config)) return
  const names = faultsForStreamsOnly(check.plan)
  if (names.length === 0) return
  const faults = names.map((name) => faultDefinitions[name].name).join(', ')
  throw new SockwrightError('E_FAULT_STREAM', { faults, option: 'faults' })
}

/** Does this endpoint have to do with datagrams? */
function carriesDatagrams(config: EndpointConfig): boolean {
  return config.kind === 'udp' || (config.kind === 'relay' && config.options.transport === 'udp')
}
