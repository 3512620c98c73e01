import { previewBytes, type PayloadPreview } from '../../../shared/contract/engine/payload-calls'
import { toFailure } from '../../../shared/contract/errors'
import { sendsEmptyMessages } from '../../../shared/endpoints/endpoint-kind'
import { unixAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Payload } from '../../../shared/payload/payload'
import { evaluatePayload } from '../../../shared/payload/compile-payload'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'
import type { Engine } from '../engine'
import type { Endpoint } from '../endpoints/endpoint'
import { handReading } from '../payload/hand-reading'
import type { CallGroup } from './call-group'

/** Stands for a peer that is not there yet. */
const example: PayloadRecipient = {
  peer: 1,
  remote: { address: '127.0.0.1', port: 50_000 },
  local: { address: '127.0.0.1', port: 0 },
}

/** Whom the endpoint would reach first, as far as its options say. */
function expectedRemote({ config }: Endpoint): SocketAddress {
  if ('socketPath' in config.options) return unixAddress(config.options.socketPath)
  if ('host' in config.options) return { address: config.options.host, port: config.options.port }
  if (config.kind !== 'udp' || config.options.remoteHost === '') return example.remote
  return { address: config.options.remoteHost, port: config.options.remotePort }
}

/** The peer that is wanted, the first one, or an example of one. */
function recipientOf(endpoint: Endpoint, wanted: number | undefined): PayloadRecipient {
  const { state } = endpoint.status()
  const local = 'local' in state ? state.local : example.local
  const search = wanted === undefined ? '' : `#${wanted}`
  const [found] = endpoint.peers({ from: 0, count: 1, show: 'connected', search }).rows
  return found
    ? { peer: found.peer, remote: found.remote, local }
    : { ...example, remote: expectedRemote(endpoint), local }
}

export function payloadCalls(engine: Engine): CallGroup<'payload'> {
  function preview(endpoint: Endpoint, payload: Payload, peer: number | undefined): PayloadPreview {
    const { sendings, config } = endpoint
    const template = engine.templates.get(payload, handReading(endpoint))
    const context = sendings.context(template, recipientOf(endpoint, peer))
    const made = evaluatePayload(template, context, sendsEmptyMessages(config.kind))
    if (!made.ok) return made
    return { ok: true, bytes: made.bytes.slice(0, previewBytes), length: made.bytes.length }
  }

  return {
    'payload.preview'({ endpoint, payload, peer }) {
      const found = engine.endpoints.get(endpoint)
      try {
        return preview(found, payload, peer)
      } catch (thrown) {
        return { ok: false, failure: toFailure(thrown) }
      }
    },
  }
}
