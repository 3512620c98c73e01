import type { CaptureEventName, EventSeverity } from '../capture/capture-event'

/** What a record holds: the payload of a message, or the searchable text of an event in UTF-8 and what it is. */
export interface RecordMatter {
  readonly bytes: Uint8Array
  readonly event: CaptureEventName | null
  readonly severity: EventSeverity | null
}
