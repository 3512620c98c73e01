import { formatDuration } from '../language/format'

/** How long something took, to a tenth of a millisecond while it is short. `ms` is in ms. */
export function elapsedWords(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(1)} ms` : formatDuration(ms)
}
