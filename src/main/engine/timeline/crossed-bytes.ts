import { directions, isOriginal, recordFlags } from '../../../shared/capture/record'
import type { EntryBlock } from '../capture/series-reader'

const neverLeft = recordFlags.dropped | recordFlags.replaced

/**
 * Did the bytes of this message come from the other end, or go there? What was received is recorded as it came. What was
 * given to be sent may have been dropped, or have left as another one or twice, which records behind it tell.
 */
export function hasCrossed({ entries }: EntryBlock, at: number): boolean {
  const flags = entries.flags(at)
  return entries.direction(at) === directions.in ? isOriginal(flags) : (flags & neverLeft) === 0
}

/** Is this message a write or a read of its own? What came is read once; what went on is written as what it became. */
export function isOwnCall({ entries }: EntryBlock, at: number): boolean {
  const flags = entries.flags(at)
  if (entries.direction(at) === directions.in) return isOriginal(flags)
  return (flags & recordFlags.replaced) === 0 && (isOriginal(flags) || (flags & recordFlags.dropped) === 0)
}
