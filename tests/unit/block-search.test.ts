import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SearchedBlock, type MatchSearch } from '../../src/main/engine/query/block-search'
import type { BytePattern } from '../../src/shared/filter/byte-pattern'
import { HexPattern } from '../../src/shared/filter/hex-pattern'
import { TextPattern } from '../../src/shared/filter/text-pattern'
import { TextSearch } from '../../src/shared/filter/text-search'

const size = 4_096

/** Where matches begin and end. */
function allMatches(search: MatchSearch): [number, number][] {
  const found: [number, number][] = []
  for (let at = search.find(0); at >= 0; at = search.find(at + 1)) found.push([at, search.matchEnd])
  return found
}

const letters = fc.constantFrom(0x41, 0x61, 0x42, 0x62, 0xc3, 0xa9, 0x89)
const text = fc
  .oneof(
    fc.array(letters, { minLength: 1, maxLength: 20 }).map((bytes) => Uint8Array.from(bytes)),
    fc.constantFrom('ab', 'é', 'aÉb', 'xȺ', 'a'.repeat(300)).map((word) => new TextEncoder().encode(word)),
  )
  .map((bytes): BytePattern => new TextPattern(bytes))
const digits = fc
  .array(fc.constantFrom({ value: 0x61, mask: 0xff }, { value: 0, mask: 0 }, { value: 0x40, mask: 0xf0 }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((bytes): BytePattern => new HexPattern(bytes))

describe('searching a block', () => {
  it('finds what the plain search finds, up to the end and no further', () => {
    const block = new SearchedBlock(size)
    fc.assert(
      fc.property(
        fc.oneof(text, digits),
        fc.array(letters, { maxLength: 200 }),
        fc.nat(size - 200),
        (pattern, searched, before) => {
          // Left over from an earlier filling: must not be found.
          block.bytes.fill(0x61)
          block.bytes.fill(0x2e, 0, before)
          block.bytes.set(searched, before)
          const length = before + searched.length
          const bytes = Uint8Array.from(block.bytes.subarray(0, length))
          const expected = allMatches(new TextSearch(pattern, bytes, length))
          expect(allMatches(block.search(pattern, length))).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })
})
