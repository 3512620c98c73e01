import { SockwrightError } from '../../../shared/contract/errors'
import type { Target } from '../../../shared/contract/engine/endpoint-calls'
import { sendsEmptyMessages } from '../../../shared/endpoints/endpoint-kind'
import type { Payload } from '../../../shared/payload/payload'
import { payloadTemplate } from '../../../shared/payload/payload-template'
import type { Engine } from '../engine'
import type { Endpoint } from '../endpoints/endpoint'
import { handReading } from '../payload/hand-reading'
import type { CallGroup } from './call-group'

/** So many characters of a payload are the name of its repeat. */
const nameLength = 32

/** The payload's beginning, on one line. */
function nameOf(payload: Payload): string {
  const typed = payload.form === 'text' ? payload.text : payload.hex
  const oneLine = typed
    .slice(0, 4 * nameLength)
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim()
  return Array.from(oneLine).slice(0, nameLength).join('') || 'payload'
}

/** Throws `E_NO_PEER` where there could never be anybody. */
function checkTarget({ config }: Endpoint, target: Target): void {
  if (config.kind !== 'udp' || target.to !== 'remote') return
  const { remoteHost, remotePort } = config.options
  if (remoteHost === '' || remotePort === 0) throw new SockwrightError('E_NO_PEER')
}

export function runCalls(engine: Engine): CallGroup<'repeat'> & CallGroup<'runs'> {
  const { runs } = engine
  return {
    'repeat.start'({ endpoint: id, target, payload, everyMs, until, name = nameOf(payload) }) {
      const endpoint = engine.endpoints.get(id)
      const template = payloadTemplate(payload, handReading(endpoint))
      if (template.constant?.length === 0 && !sendsEmptyMessages(endpoint.config.kind))
        throw new SockwrightError('E_PAYLOAD_EMPTY')
      checkTarget(endpoint, target)
      const cause = `repeat:${name}` as const
      const plan = { target, payload, template, everyMs, until, cause }
      const started = runs.start(endpoint, (run, host) => engine.repeats.begin(run, endpoint, plan, host))
      if (template.constant?.length !== 0) engine.remember(payload)
      return started.status(performance.now())
    },
    'runs.list': ({ from, count, endpoint }) => ({
      totals: runs.totals,
      rows: runs.list(from, count, endpoint),
    }),
    'runs.status': ({ run }) => runs.status(run),
    'runs.stop'({ run }) {
      runs.stop(run)
      return null
    },
    'runs.stopAll'({ endpoint }) {
      runs.stopAll(endpoint ?? null)
      return null
    },
    'runs.dismiss'({ run }) {
      runs.dismiss(run ?? null)
      return null
    },
  }
}
