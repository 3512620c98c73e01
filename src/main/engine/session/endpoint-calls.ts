import type { Engine } from '../engine'
import { SockwrightError } from '../../../shared/contract/errors'
import { checkEndpoint } from '../endpoints/check-endpoint'
import { withFilePaths } from '../endpoints/option-files'
import { thrownProblem } from '../endpoints/option-problem'
import { handReading } from '../payload/hand-reading'
import type { CallGroup } from './call-group'
import { peerTcpStates } from './peer-tcp-states'
import type { SessionFiles } from './session-files'

export function endpointCalls(engine: Engine, files: SessionFiles): CallGroup<'endpoint'> {
  const at = (endpoint: string) => engine.endpoints.get(endpoint)
  return {
    'endpoint.create': async ({ kind, name, options, rules, rewrites, script }) => {
      const permitted = await files.endpointOptions(kind, options)
      return engine.endpoints.create(kind, name, permitted, { rules, rewrites, script })
    },
    async 'endpoint.update'({ endpoint, ...change }) {
      const { options } = change
      if (!options) return engine.endpoints.update(endpoint, change)
      const permitted = await files.endpointOptions(at(endpoint).config.kind, options)
      return engine.endpoints.update(endpoint, { ...change, options: permitted })
    },
    'endpoint.duplicate': ({ endpoint }) => engine.endpoints.duplicate(endpoint),
    async 'endpoint.delete'({ endpoint }) {
      await engine.endpoints.delete(endpoint)
      return null
    },
    'endpoint.restore': ({ endpoint }) => engine.endpoints.restore(endpoint),
    async 'endpoint.check'({ kind, options, endpoint }) {
      const found = endpoint === undefined ? null : engine.endpoints.find(endpoint)
      const secret = (name: string) => engine.secret(endpoint, name, options[name])
      const { certificates } = engine
      try {
        const permitted = await files.endpointOptions(kind, options)
        const located = withFilePaths(kind, permitted, engine.endpoints.fileAt)
        return await checkEndpoint(kind, located, found, { secret, certificates })
      } catch (thrown) {
        const { option } = thrown instanceof SockwrightError ? thrown.details : {}
        if (typeof option !== 'string') throw thrown
        return [thrownProblem(thrown, option)]
      }
    },
    async 'endpoint.start'({ endpoint }) {
      const { kind, options } = at(endpoint).config
      // A workspace may name files that this session may not.
      await files.endpointOptions(kind, withFilePaths(kind, { ...options }, engine.endpoints.fileAt))
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
    'endpoint.tcpStates': ({ endpoint, ...query }) =>
      peerTcpStates(at(endpoint).peers({ ...query, details: true }).rows),
    async 'endpoint.send'({ endpoint: id, target, payload }) {
      const endpoint = at(id)
      const { sendings } = endpoint
      const template = engine.templates.get(payload, handReading(endpoint))
      const outcomes = await endpoint.send(target, sendings.outgoing(template), 'hand', template)
      if (outcomes.some(({ ok }) => ok)) {
        sendings.count(template)
        if (template.constant?.length !== 0) engine.remember(payload)
      }
      return outcomes
    },
    'endpoint.upgrade': ({ endpoint, peers }) => at(endpoint).upgrade(peers),
    'endpoint.endPeers'({ endpoint, peers, how, status }) {
      at(endpoint).endPeers(peers, how, status)
      return null
    },
    'endpoint.ping'({ endpoint, peers, text }) {
      at(endpoint).ping(peers, Buffer.from(text))
      return null
    },
  }
}
