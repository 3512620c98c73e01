import type { Engine } from '../engine'
import { checkEndpoint } from '../endpoints/check-endpoint'
import { handReading } from '../payload/hand-reading'
import type { CallGroup } from './call-group'

export function endpointCalls(engine: Engine): CallGroup<'endpoint'> {
  const at = (endpoint: string) => engine.endpoints.get(endpoint)
  return {
    'endpoint.create': ({ kind, name, options, rules, script }) =>
      engine.endpoints.create(kind, name, options, rules, script),
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
    async 'endpoint.send'({ endpoint: id, target, payload }) {
      const endpoint = at(id)
      const { sendings } = endpoint
      const template = engine.templates.get(payload, handReading(endpoint))
      const outcomes = await endpoint.send(target, sendings.outgoing(template))
      if (outcomes.some(({ ok }) => ok)) {
        sendings.count(template)
        if (template.constant?.length !== 0) engine.remember(payload)
      }
      return outcomes
    },
    'endpoint.endPeers'({ endpoint, peers, how }) {
      at(endpoint).endPeers(peers, how)
      return null
    },
  }
}
