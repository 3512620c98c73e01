import { directions, isOriginal, recordFlags } from '../../../shared/capture/record'
import type { EntryBlock } from '../capture/series-reader'

/**
 * Did the bytes of this message come from the other end, or go there? What was received is recorded once as it came. What
 * was given to be sent may have been dropped by a fault, or sent twice.
 */
export function hasCrossed({ entries, capture }: EntryBlock, at: number): boolean {
  const flags = entries.flags(at)
  if (entries.direction(at) === directions.in) return isOriginal(flags)
  if ((flags & recordFlags.dropped) !== 0) return false
  return isOriginal(flags) || capture.causes.of(entries.cause(at)) === 'fault:duplicate'
}
