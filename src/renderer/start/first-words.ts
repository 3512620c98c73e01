import type { exampleNames } from '../../shared/contract/engine/example-calls'

/** What stands ready in the composer of an example, so that one press of Send shows it at work. Written as text payloads are. */
export const firstWords: Readonly<Record<(typeof exampleNames)[number], string>> = {
  echo: 'hello\\r\\n',
  'udp-pair': 'hello',
  websocket: 'hello',
  http: 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n',
  relay: 'hello\\r\\n',
}
