import type { Characters } from '../encoding/characters'

/** Bytes to look for, each place of which may have several values. */
export interface BytePattern {
  /** The possible bytes at each place at the beginning of a match, as far as places are fixed. Never empty. */
  readonly prefix: readonly ReadonlySet<number>[]
  /** For the byte at the last place of the prefix: how far to go on; 0 where a match may end its prefix here. */
  readonly skips: Uint16Array
  /** The same where no match was found here after all. */
  readonly retries: Uint16Array
  /**
   * The characters of the message at which a match may begin only; null where it may begin at any byte. Whoever knows
   * where messages begin looks at this: {@link endOfMatch} does not.
   */
  readonly beginsAt: Characters | null
  /** The most bytes a match can have. */
  readonly longest: number
  /** Where the match ends that begins at `start` and lies before `to`; 0 where there is none. */
  endOfMatch(bytes: Uint8Array, start: number, to: number): number
}

/** Longest prefix that the tables of {@link skipTables} can hold. */
export const longestPrefix = 0xff00

/** The tables of a {@link BytePattern} with this prefix. */
export function skipTables(prefix: readonly ReadonlySet<number>[]): Pick<BytePattern, 'skips' | 'retries'> {
  const retries = new Uint16Array(256).fill(prefix.length)
  prefix.slice(0, -1).forEach((set, place) => {
    for (const byte of set) retries[byte] = prefix.length - 1 - place
  })
  const skips = retries.slice()
  for (const byte of prefix.at(-1)!) skips[byte] = 0
  return { skips, retries }
}
