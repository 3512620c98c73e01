import type { EventSeverity } from '../capture/capture-event'
import { occursIn } from './text-search'
import { verdicts, type CompiledFilter, type FilterFields } from './compile-filter'

/** What a record holds: the payload of a message, or the searchable text of an event in UTF-8 with its severity. */
export interface RecordMatter {
  readonly bytes: Uint8Array
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
    hasText: (text) => occursIn(filter.texts[text]!, matter.bytes),
    severity: () => matter.severity,
  })
}
