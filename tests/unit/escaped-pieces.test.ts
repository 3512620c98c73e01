import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textEncodingIds } from '../../src/shared/encoding/text-encoding'
import { EscapedPieces } from '../../src/shared/payload/escaped-pieces'
import { escapedString } from '../../src/shared/payload/escaped-text'

/** Bytes in which characters of every encoding, NULs with digits behind them, and halves of characters are likely. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.array(fc.constantFrom(0, 0, 0x31, 0x41, 0x5c, 0x81, 0x30, 0xa4, 0xd8, 0xdc, 0xe4, 0xbd, 0xf0, 0x9f), {
    maxLength: 60,
  }),
)

describe('escaped text of pieces', () => {
  it.each(textEncodingIds)('is that of the whole, wherever it is cut (%s)', (encoding) => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(60), { maxLength: 8 }), (content, cuts) => {
        const whole = Uint8Array.from(content)
        const ends = [...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort((a, b) => a - b)
        const pieces = new EscapedPieces(encoding)
        const texts = ends.map((end, index) =>
          pieces.add(whole.subarray(ends[index - 1] ?? 0, end), index === ends.length - 1),
        )
        expect(texts.join('')).toBe(escapedString(whole, false, encoding))
      }),
      { numRuns: 300 },
    )
  })
})
