import { fillText, type Language } from '../language/local-text'
import type { CaptureEvent, CaptureEventName, EventSeverity } from './capture-event'
import { endpointEventWords } from './event-words/endpoint-event-words'
import type { EventWords, EventWordsTable } from './event-words/event-words'
import { peerEventWords } from './event-words/peer-event-words'
import { legTexts, relayEventWords } from './event-words/relay-event-words'
import { tlsEventWords } from './event-words/tls-event-words'
import { recordingEventWords } from './event-words/recording-event-words'
import { scriptEventWords } from './event-words/script-event-words'
import { websocketEventWords } from './event-words/websocket-event-words'

/** The words of every event. */
const words: EventWordsTable<CaptureEventName> = {
  ...endpointEventWords,
  ...peerEventWords,
  ...relayEventWords,
  ...tlsEventWords,
  ...recordingEventWords,
  ...scriptEventWords,
  ...websocketEventWords,
}

/** The names of all events. */
export const captureEventNames = Object.keys(words) as readonly CaptureEventName[]

function wordsOf(event: CaptureEvent): EventWords<CaptureEvent> {
  return words[event.event] as EventWords<CaptureEvent>
}

/** The event in plain words, without its time and peer: one line, for log, inspector and exports. */
export function describeEvent(event: CaptureEvent, language: Language): string {
  const { sentence, values } = wordsOf(event)
  const text = typeof sentence === 'function' ? sentence(event) : sentence
  const leg = event.leg ? legTexts[event.leg][language] : ''
  return leg + fillText(text[language], values?.(event, language) ?? {})
}

/** How much an event matters; colours its row. */
export function eventSeverity(event: CaptureEvent): EventSeverity {
  const { severity } = wordsOf(event)
  return typeof severity === 'function' ? severity(event) : severity
}
