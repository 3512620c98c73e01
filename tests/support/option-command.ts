import { defaultOptions, type OptionInput } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { optionFlags, type OptionDefinitions } from '../../src/shared/endpoints/options/option'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'

type Values = Readonly<Record<string, unknown>>

const webSocket = (values: Values, host: unknown) =>
  `${values['tls'] === 'direct' ? 'wss' : 'ws'}://${String(host)}:${String(values['port'])}${String(values['path'])}`

const relaySide = (transport: unknown, host: unknown, port: unknown, path: unknown) =>
  transport === 'unix' ? `unix:${String(path)}` : `${String(transport)}://${String(host)}:${String(port)}`

/** The command that runs a kind of endpoint, with the addresses that its options say. */
const commands: Readonly<Record<EndpointKind, (values: Values) => readonly string[]>> = {
  'tcp-server': ({ address, port }) => ['listen', `tcp://${String(address)}:${String(port)}`],
  'tcp-client': ({ host, port }) => ['connect', `tcp://${String(host)}:${String(port)}`],
  'ws-server': (values) => ['listen', webSocket(values, values['address'])],
  'ws-client': (values) => ['connect', webSocket(values, values['host'])],
  'unix-server': ({ socketPath }) => ['listen', `unix:${String(socketPath)}`],
  'unix-client': ({ socketPath }) => ['connect', `unix:${String(socketPath)}`],
  udp: ({ address, port, remoteHost, remotePort }) => [
    'udp',
    `${String(address)}:${String(port)}`,
    ...(remoteHost === '' ? [] : ['--to', `${String(remoteHost)}:${String(remotePort)}`]),
  ],
  relay: (values) => [
    'relay',
    relaySide(values['transport'], values['address'], values['port'], values['listenPath']),
    relaySide(
      values['transport'] === 'udp' ? 'udp' : values['targetTransport'],
      values['targetHost'],
      values['targetPort'],
      values['targetPath'],
    ),
  ],
}

/** The words of a command that runs an endpoint of `kind` with these options. */
export function optionCommand(kind: EndpointKind, given: OptionInput): readonly string[] {
  const words = Object.entries(given).flatMap(([name, value]) => flagWords(kind, name, value))
  return [...commands[kind]({ ...defaultOptions(kind), ...given }), ...words]
}

/** The flag that gives an option this value; nothing where the address gives it. */
function flagWords(kind: EndpointKind, name: string, value: unknown): readonly string[] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const flags = optionFlags(definitions[name]!).filter(({ reads }) => reads !== 'file')
  const alone = flags.find(
    ({ flag, value: takes, sets }) => takes === undefined && (sets ?? !flag.startsWith('--no-')) === value,
  )
  if (alone) return [alone.flag]
  const taking = flags.find(({ value: takes }) => takes !== undefined)
  if (!taking) return []
  if (taking.reads === 'environment') {
    process.env[`SOCKWRIGHT_${name}`] = String(value)
    return [taking.flag, `SOCKWRIGHT_${name}`]
  }
  const texts = taking.repeats === undefined ? [String(value)] : String(value).split(taking.repeats)
  return texts.flatMap((text) => [taking.flag, text])
}
