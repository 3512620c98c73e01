import type { FilterTerm, HexByte } from './filter-node'
import { filterError } from './filter-problem'
import type { FilterValue } from './filter-tokens'

interface HexDigit {
  readonly at: number
  readonly value: number
  readonly mask: number
}

/** Reads the value of `hex:`, in quotes where it has white space. Throws `E_FILTER`. */
export function parseHex(source: string, value: FilterValue): FilterTerm {
  if (value.word.trim() === '') throw filterError('text-empty', source, value.start, value.end)
  return { is: 'hex', bytes: hexBytes(source, value.start + (value.quoted ? 1 : 0), value.word) }
}

/**
 * Reads `0a??0d`, which stands at `start` in `source`: pairs of digits, `?` for any digit, white space between them.
 * Throws `E_FILTER`.
 */
export function hexBytes(source: string, start: number, word: string): HexByte[] {
  const digits = hexDigits(source, start, word)
  if (digits.length === 0) throw filterError('text-empty', source, start, start + word.length)
  if (digits.length % 2 === 1) {
    const last = digits.at(-1)!
    throw filterError('hex-odd', source, last.at, last.at + 1)
  }
  return Array.from({ length: digits.length / 2 }, (_, index): HexByte => {
    const [high, low] = [digits[2 * index]!, digits[2 * index + 1]!]
    return { value: high.value * 16 + low.value, mask: high.mask * 16 + low.mask }
  })
}

function hexDigits(source: string, start: number, word: string): HexDigit[] {
  const digits: HexDigit[] = []
  for (let index = 0; index < word.length; index += 1) {
    const at = start + index
    const character = word[index]!
    if (character === '?') digits.push({ at, value: 0, mask: 0 })
    else if (/[0-9a-fA-F]/.test(character)) {
      digits.push({ at, value: Number.parseInt(character, 16), mask: 15 })
    } else if (!/\s/.test(character)) throw filterError('hex-digit', source, at, at + 1)
  }
  return digits
}

/** The same bytes as {@link parseHex} reads them. */
export function printHex(bytes: readonly HexByte[]): string {
  const digit = (value: number, mask: number) => (mask === 0 ? '?' : value.toString(16))
  return bytes.map(({ value, mask }) => digit(value >> 4, mask >> 4) + digit(value & 15, mask & 15)).join('')
}
