import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { usageError } from './command-failure'
import { parseHostPort } from './target-address'

/** What the commands with an address do with it. */
export type EndpointRole = 'listen' | 'connect'

/** What an address of one scheme stands for. */
interface EndpointScheme {
  /** How an address is written, for help and refusals. */
  readonly form: string
  readonly kinds: Readonly<Record<EndpointRole, EndpointKind>>
  /** The options that the address itself gives; `rest` is what stands behind the scheme. Fails with `E_USAGE` or `E_PORT_RANGE`. */
  options(rest: string, role: EndpointRole): OptionInput
}

/** The kinds of endpoint by the scheme of their address: `listen` and `connect` take all of these. */
const schemes: Readonly<Record<string, EndpointScheme>> = {
  'tcp://': {
    form: 'tcp://HOST:PORT',
    kinds: { listen: 'tcp-server', connect: 'tcp-client' },
    options: streamAddress,
  },
  'tls://': {
    form: 'tls://HOST:PORT',
    kinds: { listen: 'tcp-server', connect: 'tcp-client' },
    options: (rest, role) => ({ ...streamAddress(rest, role), tls: 'direct' }),
  },
  'ws://': {
    form: 'ws://HOST:PORT/PATH',
    kinds: { listen: 'ws-server', connect: 'ws-client' },
    options: (rest, role) => webSocketAddress(rest, role, 80),
  },
  'wss://': {
    form: 'wss://HOST:PORT/PATH',
    kinds: { listen: 'ws-server', connect: 'ws-client' },
    options: (rest, role) => ({ ...webSocketAddress(rest, role, 443), tls: 'direct' }),
  },
  'unix:': {
    form: 'unix:PATH',
    kinds: { listen: 'unix-server', connect: 'unix-client' },
    options: unixPath,
  },
}

function unixPath(rest: string): OptionInput {
  if (rest === '') throw usageError('an address of a Unix socket is written unix:PATH')
  return { socketPath: rest }
}

/** An address as a command takes it. */
export interface EndpointAddress {
  readonly kind: EndpointKind
  readonly options: OptionInput
}

/** Reads an address of any scheme. Fails with `E_USAGE` or `E_PORT_RANGE`. */
export function parseEndpointAddress(text: string, role: EndpointRole): EndpointAddress {
  const found = Object.entries(schemes).find(([prefix]) => text.toLowerCase().startsWith(prefix))
  if (!found) throw usageError(`an address is written ${addressForms()}, not ${text}`)
  const [prefix, scheme] = found
  return { kind: scheme.kinds[role], options: scheme.options(text.slice(prefix.length), role) }
}

/** The kinds that a command may have to do with, each once. */
export function kindsOf(role: EndpointRole): readonly EndpointKind[] {
  return [...new Set(Object.values(schemes).map(({ kinds }) => kinds[role]))]
}

/** How addresses are written, for help and refusals. */
export function addressForms(): string {
  return Object.values(schemes)
    .map(({ form }) => form)
    .join(' | ')
}

function streamAddress(rest: string, role: EndpointRole): OptionInput {
  const { host, port } = parseHostPort(rest, role === 'listen' ? 0 : 1)
  return role === 'listen' ? { address: host, port } : { host, port }
}

/** A client may leave out the port that is usual for the scheme. A server without a path takes any. */
function webSocketAddress(rest: string, role: EndpointRole, usualPort: number): OptionInput {
  const at = rest.search(/[/?]/)
  const place = at < 0 ? rest : rest.slice(0, at)
  const path = at < 0 ? '' : rest.slice(at).split('#', 1)[0]!
  const isUsual = role === 'connect' && !/:\d+$/.test(place)
  const address = streamAddress(isUsual ? `${place}:${usualPort}` : place, role)
  return path === '' ? address : { ...address, path: path.startsWith('/') ? path : `/${path}` }
}
