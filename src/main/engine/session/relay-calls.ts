import { compilePayload } from '../../../shared/payload/compile-payload'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Engine } from '../engine'
import { RelayEndpoint } from '../relay/relay-endpoint'
import type { CallGroup } from './call-group'

export function relayCalls(engine: Engine): CallGroup<'relay'> {
  const at = (endpoint: string): RelayEndpoint => {
    const found = engine.endpoints.get(endpoint)
    if (found instanceof RelayEndpoint) return found
    throw new SockwrightError('E_RELAY_ONLY', { what: { en: 'Holding messages', 'zh-CN': '扣留消息' } })
  }
  return {
    'relay.intercept'({ endpoint, directions }) {
      at(endpoint).intercept(directions)
      return null
    },
    'relay.held': ({ endpoint, from, count }) => at(endpoint).held.page(from, count),
    'relay.heldBytes': ({ endpoint, held }) => at(endpoint).held.bytes(held),
    'relay.release'({ endpoint, held }) {
      at(endpoint).held.release(held)
      return null
    },
    'relay.edit'({ endpoint, held, payload }) {
      const relay = at(endpoint)
      const { encoding } = relay.config.options
      const compiled = compilePayload(payload, { encoding })
      if (!compiled.ok) throw SockwrightError.from(compiled.failure)
      relay.held.release([held], compiled.bytes)
      return null
    },
    'relay.drop'({ endpoint, held }) {
      at(endpoint).held.drop(held)
      return null
    },
  }
}
