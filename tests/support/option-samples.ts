import { defaultOptions, type OptionInput } from '../../src/shared/endpoints/endpoint-config'
import { endpointKinds, type EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import {
  isShown,
  optionConditions,
  type OptionDefinition,
  type OptionDefinitions,
} from '../../src/shared/endpoints/options/option'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'

/** One option of a kind of endpoint with a value that is not its default. */
export interface OptionSample {
  readonly kind: EndpointKind
  readonly name: string
  readonly value: string | number | boolean
}

/** Texts that have a form of their own. */
const texts: Readonly<Record<string, string>> = {
  address: '127.0.0.2',
  closeReason: 'done for today',
  faults: 'delay=50,drop=1%',
  framing: 'delim:0d0a',
  groups: '239.1.2.3@lo,from=127.0.0.2 ff15::7@lo',
  host: 'server.example',
  headers: 'X-One: 1\nX-Two: 2',
  localAddress: '127.0.0.3',
  path: '/chat',
  protocols: 'mqtt, v1.json',
  proxy: 'socks5://user@127.0.0.1:1080',
  remoteHost: '239.1.2.3',
  targetHost: 'server.example',
}

/** Numbers that have rules of their own. */
const numbers: Readonly<Record<string, number>> = { closeCode: 4000 }

/** What is given in one word with another option. */
const halves: Readonly<Record<string, OptionInput>> = {
  remoteHost: { remotePort: 5000 },
  remotePort: { remoteHost: '127.0.0.2' },
}

/** A value that is not the default, for every choice one. */
function samplesOf(name: string, definition: OptionDefinition): readonly OptionSample['value'][] {
  const { control, default: usual } = definition
  if (control.type === 'choice')
    return control.choices.map(({ value }) => value).filter((value) => value !== usual)
  if (typeof usual === 'boolean') return [!usual]
  if (typeof usual === 'number') return [numbers[name] ?? usual + 7]
  return [texts[name] ?? `/tmp/${name}`]
}

/** Values that an option refuses. A switch has none that could be written. */
function wrongValuesOf({ control, default: usual }: OptionDefinition): readonly OptionSample['value'][] {
  if (typeof usual === 'boolean') return []
  if (typeof usual === 'number') return [-2, 99_999_999_999, 1.5]
  return control.type === 'choice' ? ['nonsense'] : ['x'.repeat(70_000)]
}

function allSamples(): OptionSample[] {
  const met = new Set<OptionDefinition>()
  return endpointKinds.flatMap((kind) =>
    Object.entries(optionDefinitions[kind] as OptionDefinitions).flatMap(([name, definition]) => {
      const values = samplesOf(name, definition)
      const wanted = met.has(definition) ? values.slice(0, 1) : values
      met.add(definition)
      return wanted.map((value) => ({ kind, name, value }))
    }),
  )
}

/** The sample among the values of all options, with those others that make it of use. */
export function withCompanions({ kind, name, value }: OptionSample): OptionInput {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const given: Record<string, unknown> = { ...halves[name], [name]: value }
  const missing = (wanted: string): void => {
    const [condition] = optionConditions(definitions[wanted]!)
    if (!condition || isShown(definitions, wanted, { ...defaultOptions(kind), ...given })) return
    const { option, is } = condition
    const standing = { ...defaultOptions(kind), ...given }[option as never] as string | boolean
    if (!is.includes(standing)) given[option] = is[0]
    missing(option)
  }
  missing(name)
  return given
}

/** Every option of every kind; each choice of those that have a list, with the first kind that has the option. */
export const optionSamples: readonly OptionSample[] = allSamples()

/** Every option of every kind with what it refuses. */
export const wrongSamples: readonly OptionSample[] = endpointKinds.flatMap((kind) =>
  Object.entries(optionDefinitions[kind] as OptionDefinitions).flatMap(([name, definition]) =>
    wrongValuesOf(definition).map((value) => ({ kind, name, value })),
  ),
)
