import { verdicts, type CompiledFilter, type FilterFields } from '../../src/shared/filter/compile-filter'
import { occurs } from '../../src/shared/filter/filter-pattern'
import type { RecordMatter } from '../../src/shared/filter/record-matter'

/** Does one record match, by what a filter says of it alone? `read` is called only where the fields do not decide. */
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
