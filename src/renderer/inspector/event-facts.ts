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
  if (Array.isArray(value)) return [{ name, value: value.map(plainValue).join(', ') }]
  if (typeof value !== 'object') return [{ name, value: plainValue(value) }]
  if (isAddress(value)) return [{ name, value: formatAddress(value) }]
  if (isFailure(value)) return [{ name, value: `${value.code}: ${failureText(value, language)}` }]
  return Object.entries(value).flatMap(([part, inner]) => factsOf(`${name}.${part}`, inner, language))
}

/** Everything an event says, flat, in the order in which it is recorded. */
export function eventFacts(event: CaptureEvent, language: Language): EventFact[] {
  return Object.entries(event).flatMap(([name, value]) => factsOf(name, value, language))
}
