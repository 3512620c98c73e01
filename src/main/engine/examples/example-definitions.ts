import type { exampleNames } from '../../../shared/contract/engine/example-calls'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { LocalText } from '../../../shared/language/local-text'

export type ExampleName = (typeof exampleNames)[number]

/** One endpoint of an example. `other` is the loopback port of the endpoint it works with: the one before it, or the second. */
export interface ExampleEndpoint {
  readonly name: LocalText
  readonly kind: EndpointKind
  readonly options: (ports: { readonly own: number; readonly other: number }) => Record<string, unknown>
}

const greeting = 'Hello from Sockwright'
/** A whole HTTP/1.1 answer (RFC 9112); `Connection: close` is left out so that one connection can ask again. */
const httpResponse =
  'HTTP/1.1 200 OK\\r\\nContent-Type: text/plain; charset=utf-8\\r\\n' +
  `Content-Length: ${greeting.length + 1}\\r\\n\\r\\n${greeting}\\n`

const echoServer: ExampleEndpoint = {
  name: { en: 'Echo server', 'zh-CN': '回显服务端' },
  kind: 'tcp-server',
  options: ({ own }) => ({ port: own, echo: true }),
}

const client = (name: LocalText): ExampleEndpoint => ({
  name,
  kind: 'tcp-client',
  options: ({ other }) => ({ host: '127.0.0.1', port: other }),
})

/** Endpoints on loopback that work with each other; they start in this order. */
export const exampleDefinitions: Readonly<Record<ExampleName, readonly ExampleEndpoint[]>> = {
  echo: [echoServer, client({ en: 'Echo client', 'zh-CN': '回显客户端' })],
  websocket: [
    { ...echoServer, name: { en: 'WebSocket echo', 'zh-CN': 'WebSocket 回显' }, kind: 'ws-server' },
    { ...client({ en: 'WebSocket client', 'zh-CN': 'WebSocket 客户端' }), kind: 'ws-client' },
  ],
  'udp-pair': [udpEnd({ en: 'UDP one', 'zh-CN': 'UDP 甲' }), udpEnd({ en: 'UDP two', 'zh-CN': 'UDP 乙' })],
  http: [
    {
      name: { en: 'HTTP server', 'zh-CN': 'HTTP 服务端' },
      kind: 'tcp-server',
      options: ({ own }) => ({ port: own, reply: httpResponse }),
    },
    client({ en: 'HTTP by hand', 'zh-CN': '手写 HTTP' }),
  ],
  relay: [
    echoServer,
    {
      name: { en: 'Relay in the middle', 'zh-CN': '中间的中继' },
      kind: 'relay',
      options: ({ own, other }) => ({ port: own, targetPort: other }),
    },
    client({ en: 'Client of the relay', 'zh-CN': '中继的客户端' }),
  ],
}

function udpEnd(name: LocalText): ExampleEndpoint {
  return {
    name,
    kind: 'udp',
    options: ({ own, other }) => ({ port: own, remoteHost: '127.0.0.1', remotePort: other }),
  }
}
