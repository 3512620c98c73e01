import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutCharacter } from '../../src/shared/encoding/characters'
import { charactersOf } from '../../src/shared/encoding/characters-of'
import { encodeText } from '../../src/shared/encoding/encode-text'
import { textEncodingIds, type TextEncoding } from '../../src/shared/encoding/text-encoding'
import { compileFilter } from '../../src/shared/filter/compile-filter'
import type { RecordMatter } from '../../src/shared/filter/record-matter'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { printFilter } from '../../src/shared/filter/print-filter'
import { RegexPattern } from '../../src/shared/filter/regex-pattern'
import { MessageSearch } from '../../src/shared/filter/text-search'
import { TextPattern } from '../../src/shared/filter/text-pattern'
import { matchesRecord } from '../support/match-record'

const utf8 = (text: string) => new TextEncoder().encode(text)

function matches(filter: string, encoding: TextEncoding, matter: Partial<RecordMatter>): boolean {
  const compiled = compileFilter(parseFilter(filter), 0, encoding)
  const kind = matter.event ? 2 : 1
  const fields = { time: 0, kind, direction: 1, peer: 1, length: 1, flags: 0, cause: 'none' as const }
  return matchesRecord(compiled, fields, () => ({
    bytes: new Uint8Array(),
    event: null,
    severity: null,
    ...matter,
  }))
}

/** A message decoded: its characters in lower case, and each byte that is part of none by itself. */
function decoded(bytes: Uint8Array, encoding: TextEncoding): string[] {
  const characters = charactersOf(encoding)
  const units: string[] = []
  for (let at = 0; at < bytes.length;) {
    const codePoint = characters.read(bytes, at)
    if (codePoint >= 0) units.push(String.fromCodePoint(codePoint).toLowerCase())
    else units.push(...Array.from({ length: characters.step }, () => 'none'))
    if (codePoint === cutCharacter) break
    at += codePoint < 0 ? characters.step : characters.lengthOf(codePoint)
  }
  return units
}

function contains(units: readonly string[], wanted: readonly string[]): boolean {
  return units.some((_, at) => wanted.every((unit, place) => units[at + place] === unit))
}

/** Few characters, so that they meet often; many share bytes with parts of others. */
const alphabets: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'aAéÉ你я',
  gb18030: 'aA0丄丅乢А㐀жЖ',
  big5: 'aA@一乙丁中',
  shift_jis: 'aA\\ソｱア表ДДд',
  'euc-kr': 'aA한갂갃Ωω',
  'utf-16le': 'aA愀慡你😀я',
  'utf-16be': 'aA愀慡你😀я',
  'latin-1': 'aAéÉÿ',
}

describe.each(textEncodingIds)('a text in %s', (encoding) => {
  const letter = fc.constantFrom(...alphabets[encoding])
  const text = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(''))
  const message = fc
    .array(fc.oneof({ weight: 6, arbitrary: letter }, fc.constantFrom(0x81, 0x61, 0xb0, 0x00)), {
      maxLength: 12,
    })
    .map((parts) =>
      Uint8Array.from(
        parts.flatMap((part) => (typeof part === 'number' ? [part] : [...encodeText(part, encoding)])),
      ),
    )

  it('is found where decoding and comparing finds it, and nowhere else', () => {
    fc.assert(
      fc.property(text, message, (wanted, bytes) => {
        const pattern = new TextPattern(utf8(wanted), encoding)
        const found = new MessageSearch(pattern, bytes).find(0) >= 0
        const expected = contains(decoded(bytes, encoding), [...wanted.toLowerCase()])
        expect([wanted, Buffer.from(bytes).toString('hex'), found]).toEqual([
          wanted,
          Buffer.from(bytes).toString('hex'),
          expected,
        ])
      }),
      { numRuns: 1_500 },
    )
  })

  it('is found by an expression too', () => {
    fc.assert(
      fc.property(text, message, (wanted, bytes) => {
        const source = wanted.replaceAll('\\', '\\\\')
        const found = new RegexPattern(source, 'i', encoding).matchesIn(bytes)[0]
        const at = new MessageSearch(new TextPattern(utf8(wanted), encoding), bytes).find(0)
        expect(found?.from ?? -1).toBe(at)
      }),
    )
  })
})

describe('a text', () => {
  it('is not found in the second byte of one character and the first of the next', () => {
    expect(matches('Z', 'gb18030', { bytes: encodeText('乑乒', 'gb18030') })).toBe(false)
    const middle = encodeText('你好', 'gb18030').subarray(1, 3)
    const between = charactersOf('gb18030').read(middle, 0)
    expect(between).toBeGreaterThan(0)
    const filter = `text:"${String.fromCodePoint(between)}"`
    expect(matches(filter, 'gb18030', { bytes: encodeText('你好', 'gb18030') })).toBe(false)
    expect(matches(filter, 'gb18030', { bytes: middle })).toBe(true)
  })

  it('is found in no message where the encoding lacks a character, and in events all the same', () => {
    expect(matches('你', 'latin-1', { bytes: utf8('你') })).toBe(false)
    expect(matches('-你', 'latin-1', { bytes: utf8('你') })).toBe(true)
    expect(matches('你', 'latin-1', { bytes: utf8('你'), event: 'accepted' })).toBe(true)
    expect(matches('/你/', 'latin-1', { bytes: utf8('你'), event: 'accepted' })).toBe(true)
  })

  it('given by number stands for these bytes in every encoding', () => {
    const bytes = Uint8Array.of(0x41, 0xe4, 0xbd, 0xa0)
    expect(matches('"\\xe4\\xbd\\xa0"', 'gb18030', { bytes })).toBe(true)
    expect(matches('"你"', 'gb18030', { bytes })).toBe(false)
    expect(matches('"\\xe4\\xbd\\xa0"', 'gb18030', { bytes: encodeText('你', 'gb18030') })).toBe(false)
    const printed = printFilter(parseFilter('"a\\xe4\\xbd\\xa0你"'))
    expect(printed).toBe('text:"a\\xe4\\xbd\\xa0你"')
    expect(parseFilter(printed)).toEqual(parseFilter('"a\\xe4\\xbd\\xa0你"'))
  })
})
