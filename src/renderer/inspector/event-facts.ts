import type { CaptureEvent } from '../../shared/capture/capture-event'
import { failureText, type Failure } from '../../shared/contract/errors'
import { formatAddress, type SocketAddress } from '../../shared/endpoints/socket-address'
import type { Language } from '../../shared/language/local-text'

/** One fact of an event: its name in the capture, and its value in words. */
export interface EventFact {
  readonly name: string
  readonly value: string
}

function isAddress(value: object): value is SocketAddress {
  return 'address' in value && 'port' in value
}

function isFailure(value: object): value is Failure {
  return 'code' in value && 'details' in value
}

function plainValue(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value)
}

function factsOf(name: string, value: unknown, language: Language): EventFact[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return listFacts(name, value, language)
  if (typeof value === 'number' && times.has(name.split('.').at(-1)!)) {
    return [{ name, value: new Date(value).toISOString() }]
  }
  if (typeof value !== 'object') return [{ name, value: plainValue(value) }]
  if (isAddress(value)) return [{ name, value: formatAddress(value) }]
  if (isFailure(value)) return [{ name, value: `${value.code}: ${failureText(value, language)}` }]
  return Object.entries(value).flatMap(([part, inner]) => factsOf(`${name}.${part}`, inner, language))
}

/** Plain values stand in one line; of objects each has lines of its own, numbered. */
function listFacts(name: string, values: readonly unknown[], language: Language): EventFact[] {
  if (values.some((one) => typeof one === 'object')) {
    return values.flatMap((one, index) => factsOf(`${name}.${index + 1}`, one, language))
  }
  return [{ name, value: values.map(plainValue).join(', ') }]
}

/** Names of facts that are points in time, ms since the epoch. */
const times: ReadonlySet<string> = new Set(['validFrom', 'validTo'])

/** Everything an event says, flat, in the order in which it is recorded. */
export function eventFacts(event: CaptureEvent, language: Language): EventFact[] {
  return Object.entries(event).flatMap(([name, value]) => factsOf(name, value, language))
}
