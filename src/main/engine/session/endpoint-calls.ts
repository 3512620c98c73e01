import { SockwrightError } from '../../../shared/contract/errors'
import { compilePayload } from '../../../shared/payload/compile-payload'
import type { Engine } from '../engine'
import { checkEndpoint } from '../endpoints/check-endpoint'
import type { CallGroup } from './call-group'

export function endpointCalls(engine: Engine): CallGroup<'endpoint'> {
  const at = (endpoint: string) => engine.endpoints.get(endpoint)
  return {
    'endpoint.create': ({ kind, name, options }) => engine.endpoints.create(kind, name, options),
    'endpoint.update': ({ endpoint, ...change }) => engine.endpoints.update(endpoint, change),
    'endpoint.duplicate': ({ endpoint }) => engine.endpoints.duplicate(endpoint),
    async 'endpoint.delete'({ endpoint }) {
      await engine.endpoints.delete(endpoint)
      return null
    },
    'endpoint.restore': ({ endpoint }) => engine.endpoints.restore(endpoint),
    'endpoint.check': ({ kind, options, endpoint }) =>
      checkEndpoint(kind, options, endpoint === undefined ? null : engine.endpoints.find(endpoint)),
    async 'endpoint.start'({ endpoint }) {
      await at(endpoint).start()
      return at(endpoint).status()
    },
    async 'endpoint.stop'({ endpoint }) {
      await at(endpoint).stop()
      return at(endpoint).status()
    },
    'endpoint.reconnect'({ endpoint }) {
      at(endpoint).reconnect()
      return null
    },
    'endpoint.peers': ({ endpoint, ...query }) => at(endpoint).peers(query),
    async 'endpoint.send'({ endpoint, target, payload }) {
      const compiled = compilePayload(payload, { mayBeEmpty: at(endpoint).config.kind === 'udp' })
      if (!compiled.ok) throw SockwrightError.from(compiled.failure)
      const outcomes = await at(endpoint).send(target, compiled.bytes)
      if (compiled.bytes.length > 0 && outcomes.some(({ ok }) => ok)) engine.remember(payload)
      return outcomes
    },
    'endpoint.endPeers'({ endpoint, peers, how }) {
      at(endpoint).endPeers(peers, how)
      return null
    },
  }
}
