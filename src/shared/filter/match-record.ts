import type { CaptureEventName, EventSeverity } from '../capture/capture-event'
import { verdicts, type CompiledFilter, type FilterFields } from './compile-filter'
import { occurs } from './filter-pattern'

/** What a record holds: the payload of a message, or the searchable text of an event in UTF-8 and what it is. */
export interface RecordMatter {
  readonly bytes: Uint8Array
  readonly event: CaptureEventName | null
  readonly severity: EventSeverity | null
}

/** Does one record match? `read` is called only where the fields do not decide. */
export function matchesRecord(
  filter: CompiledFilter,
  fields: FilterFields,
  read: () => RecordMatter,
): boolean {
  const verdict = filter.byFields(fields)
  if (verdict !== verdicts.content) return verdict === verdicts.yes
  const matter = read()
  return filter.byContent(fields, {
    has: (pattern) => {
      const { patterns, eventPatterns } = filter
      return occurs((matter.event === null ? patterns : eventPatterns)[pattern]!, matter.bytes)
    },
    event: () => matter.event,
    severity: () => matter.severity,
  })
}
