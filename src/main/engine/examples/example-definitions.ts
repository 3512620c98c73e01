import type { exampleNames } from '../../../shared/contract/engine/example-calls'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'

export type ExampleName = (typeof exampleNames)[number]

/** One endpoint of an example. `other` is the loopback port of the endpoint it works with: the one before it, or the second. */
export interface ExampleEndpoint {
  readonly name: string
  readonly kind: EndpointKind
  readonly options: (ports: { readonly own: number; readonly other: number }) => Record<string, unknown>
}

const greeting = 'Hello from Sockwright'
/** A whole HTTP/1.1 answer (RFC 9112); `Connection: close` is left out so that one connection can ask again. */
const httpResponse =
  'HTTP/1.1 200 OK\\r\\nContent-Type: text/plain; charset=utf-8\\r\\n' +
  `Content-Length: ${greeting.length + 1}\\r\\n\\r\\n${greeting}\\n`

const client = (name: string): ExampleEndpoint => ({
  name,
  kind: 'tcp-client',
  options: ({ other }) => ({ host: '127.0.0.1', port: other }),
})

/** Endpoints on loopback that work with each other; they start in this order. */
export const exampleDefinitions: Readonly<Record<ExampleName, readonly ExampleEndpoint[]>> = {
  echo: [
    { name: 'Echo server', kind: 'tcp-server', options: ({ own }) => ({ port: own, echo: true }) },
    client('Echo client'),
  ],
  websocket: [
    { name: 'WebSocket echo', kind: 'ws-server', options: ({ own }) => ({ port: own, echo: true }) },
    { ...client('WebSocket client'), kind: 'ws-client' },
  ],
  'udp-pair': [udpEnd('UDP one'), udpEnd('UDP two')],
  http: [
    { name: 'HTTP server', kind: 'tcp-server', options: ({ own }) => ({ port: own, reply: httpResponse }) },
    client('HTTP by hand'),
  ],
  relay: [
    { name: 'Echo server', kind: 'tcp-server', options: ({ own }) => ({ port: own, echo: true }) },
    {
      name: 'Relay in the middle',
      kind: 'relay',
      options: ({ own, other }) => ({ port: own, targetPort: other }),
    },
    client('Client of the relay'),
  ],
}

function udpEnd(name: string): ExampleEndpoint {
  return {
    name,
    kind: 'udp',
    options: ({ own, other }) => ({ port: own, remoteHost: '127.0.0.1', remotePort: other }),
  }
}
