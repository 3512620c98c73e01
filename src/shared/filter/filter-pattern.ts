import type { BytePattern } from './byte-pattern'
import { RegexPattern } from './regex-pattern'
import { occursIn } from './text-search'

/** Something that is looked for in bytes. */
export type FilterPattern = BytePattern | RegexPattern

/** Does the pattern occur in `bytes`? */
export function occurs(pattern: FilterPattern, bytes: Uint8Array): boolean {
  return pattern instanceof RegexPattern ? pattern.occursIn(bytes) : occursIn(pattern, bytes)
}
