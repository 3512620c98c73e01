import { failureText, type Failure } from '../../contract/errors'
import { formatAddress, type SocketAddress } from '../../endpoints/socket-address'
import type { Language, LocalText } from '../../language/local-text'
import type { CaptureEvent, CaptureEventName, EventSeverity } from '../capture-event'

export type EventOf<N extends CaptureEventName> = Extract<CaptureEvent, { event: N }>

/** What fills the `{name}` places of a sentence. */
export type EventValues = Readonly<Record<string, string | number>>

/** One event in words: its sentence, what fills it, and how much it matters. */
export interface EventWords<E extends CaptureEvent> {
  readonly sentence: LocalText | ((event: E) => LocalText)
  readonly values?: (event: E, language: Language) => EventValues
  readonly severity: EventSeverity | ((event: E) => EventSeverity)
}

/** The words of some events. */
export type EventWordsTable<N extends CaptureEventName> = { readonly [K in N]: EventWords<EventOf<K>> }

/** A failure inside a sentence: its code first, which is what people search for. */
export function failureInText(failure: Failure, language: Language): string {
  return `${failure.code} ${failureText(failure, language)}`
}

/** Fills the place of a failure. */
export function failureValue(event: { readonly failure: Failure }, language: Language): EventValues {
  return { failure: failureInText(event.failure, language) }
}

export function addressInText(at: SocketAddress | null): string {
  return at ? formatAddress(at) : ''
}
