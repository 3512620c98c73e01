import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { describeEvent, eventSeverity } from '../../../shared/capture/event-text'
import type { RecordMatter } from '../../../shared/filter/record-matter'
import { languages } from '../../../shared/language/local-text'

/** What `text:` finds in an event: its sentence in every language, as the window may show it, each on a line. */
export function eventMatter(event: CaptureEvent): RecordMatter {
  const sentences = languages.map((language) => describeEvent(event, language))
  return { bytes: Buffer.from(sentences.join('\n')), event: event.event, severity: eventSeverity(event) }
}
