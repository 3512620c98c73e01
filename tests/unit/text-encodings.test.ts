import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { charactersOf } from '../../src/shared/encoding/characters-of'
import { CharacterWalk } from '../../src/shared/encoding/character-walk'
import { cutCharacter } from '../../src/shared/encoding/characters'
import { encodeText } from '../../src/shared/encoding/encode-text'
import { knownEncoding, textEncodingIds, type TextEncoding } from '../../src/shared/encoding/text-encoding'
import { escapedString } from '../../src/shared/payload/escaped-text'

/** How many of `bytes`, which begin with a character, come before one that their end cuts off. */
function wholeCharacters(bytes: Uint8Array, encoding: TextEncoding): number {
  const characters = charactersOf(encoding)
  let at = 0
  while (at < bytes.length) {
    const codePoint = characters.read(bytes, at)
    if (codePoint === cutCharacter) return at
    at += codePoint < 0 ? Math.min(characters.step, bytes.length - at) : characters.lengthOf(codePoint)
  }
  return at
}

/** Words with their bytes, as other programs write them. */
const known: readonly [TextEncoding, string, string][] = [
  ['utf-8', '你好 é', 'e4bda0e5a5bd20c3a9'],
  ['gb18030', '你好，世界', 'c4e3bac3a3accac0bde7'],
  ['gb18030', '镕€😀ḿ', 'e946a2e394 39fc36a8bc'.replace(' ', '')],
  ['big5', '十卅中文', 'a451a4caa4a4a4e5'],
  ['shift_jis', 'ソｱ日本語①髙', '835cb193fa967b8cea8740fbfc'],
  ['euc-kr', '한글똠방각하€', 'c7d1b1db8c63b9e6b0a2c7cfa2e6'],
  ['utf-16le', 'A你😀', '4100604f3dd800de'],
  ['utf-16be', 'A你😀', '00414f60d83dde00'],
  ['latin-1', 'é\u0080ÿ', 'e980ff'],
]

/** A digit that is shown as an escape. */
const escapedDigit = /\\x3(\d)/g
/** How a zero is written where a digit follows. */
const zeroBeforeDigit = /\\x00|\\u\{0\}/g

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/** Bytes of which many are characters of the encoding. */
function likelyBytes(encoding: TextEncoding): fc.Arbitrary<Uint8Array> {
  const samples = known.filter(([id]) => id === encoding).map(([, text]) => [...text])
  const character = fc.constantFrom(...samples.flat(), 'a', 'Z', '0', '\\', '{', '\n', '\0')
  const part = fc.oneof(
    character.map((text) => encodeText(text, encoding)),
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(0x30, 0x39, 0x5c, 0x7b, 0x81, 0x84, 0xa3, 0xfe, 0xd8, 0xdc).map((b) => Uint8Array.of(b)),
  )
  return fc.array(part, { maxLength: 12 }).map((parts) => Uint8Array.from(parts.flatMap((one) => [...one])))
}

describe.each(known)('%s writes %s', (encoding, text, hex) => {
  it('as other programs do, and reads it', () => {
    expect(Buffer.from(encodeText(text, encoding)).toString('hex')).toBe(hex)
    expect(escapedString(bytesOf(hex), false, encoding)).toBe(text.replace('\u0080', '\\u{80}'))
  })
})

describe.each(textEncodingIds)('text in %s', (encoding) => {
  const characters = charactersOf(encoding)

  it('is read back as it was written, character by character of all it has', () => {
    const into = new Uint8Array(4)
    let count = 0
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint < 0x12000 ? 1 : 61) {
      const length = characters.write(codePoint, into, 0)
      if (length === 0) continue
      count += 1
      const bytes = into.subarray(0, length)
      if (characters.read(bytes, 0) !== codePoint || characters.lengthOf(codePoint) !== length) {
        expect.fail(`U+${codePoint.toString(16)} becomes ${Buffer.from(bytes).toString('hex')}`)
      }
    }
    expect(count).toBeGreaterThanOrEqual(256)
  })

  it('has one form in bytes for each character', () => {
    const into = new Uint8Array(4)
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        const codePoint = characters.read(bytes, 0)
        if (codePoint < 0) return
        const length = characters.write(codePoint, into, 0)
        expect(into.subarray(0, length)).toEqual(bytes.subarray(0, length))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads the same in two pieces, wherever they are cut', () => {
    fc.assert(
      fc.property(likelyBytes(encoding), (bytes) => {
        const whole = escapedString(bytes, false, encoding).replaceAll(zeroBeforeDigit, '\\0')
        for (let cut = 0; cut <= bytes.length; cut += 1) {
          const end = wholeCharacters(bytes.subarray(0, cut), encoding)
          const first = escapedString(bytes.subarray(0, cut), true, encoding)
          // A digit behind the first half of a character in four bytes is shown as itself or as an escape.
          const alone = escapedString(bytes.subarray(0, end), false, encoding)
          expect(alone.replaceAll(escapedDigit, '$1')).toBe(first.replaceAll(escapedDigit, '$1'))
          const rest = escapedString(bytes.subarray(end), false, encoding)
          expect((first + rest).replaceAll(zeroBeforeDigit, '\\0')).toBe(whole)
        }
      }),
    )
  })

  it('knows where characters begin', () => {
    fc.assert(
      fc.property(likelyBytes(encoding), (bytes) => {
        const walk = new CharacterWalk(characters, bytes)
        const begins = Array.from(bytes, (_, place) => walk.beginsAt(place))
        const whole = escapedString(bytes, false, encoding)
        begins.forEach((does, place) => {
          if (does) expect(whole.endsWith(escapedString(bytes.subarray(place), false, encoding))).toBe(true)
        })
      }),
    )
  })
})

describe('bytes that are no character', () => {
  it.each([
    ['gb18030', 'c4e3 ff bac3', '你\\xFF好'],
    ['gb18030', 'c4e3 ba', '你\\xBA'],
    ['gb18030', '41 813081', 'A\\x81\\x30\\x81'],
    ['gb18030', '80', '\\x80'],
    ['big5', 'a4a4 a4 20', '中\\xA4 '],
    ['shift_jis', '93fa 93', '日\\x93'],
    ['shift_jis', '8080', '\\x80\\x80'],
    ['euc-kr', 'c7d1 ff', '한\\xFF'],
    ['utf-16le', '4100 3dd8 4200 43', 'A\\x3D\\xD8B\\x43'],
    ['utf-16be', '0041 0001 de00', 'A\\u{1}\\xDE\\x00'],
    ['utf-8', 'e4bd 41', '\\xE4\\xBDA'],
  ] as const)('are shown in %s: %s', (encoding, hex, text) => {
    expect(escapedString(bytesOf(hex.replaceAll(' ', '')), false, encoding)).toBe(text)
  })

  it('leaves out a character that goes on behind the bytes', () => {
    expect(escapedString(bytesOf('c4e3ba'), true, 'gb18030')).toBe('你')
  })
})

describe('what an encoding lacks', () => {
  it.each([
    ['latin-1', 'aé你', 2, 1, '你', 'Latin-1 (ISO 8859-1)'],
    ['big5', 'A😀', 1, 2, '😀', 'Big5'],
    ['gb18030', 'A\ud800', 1, 1, 'U+D800', 'GBK, GB18030'],
  ] as const)('is named in %s with its place', (encoding, text, index, length, character, name) => {
    const details = { position: index + 1, index, length, character, encoding: name }
    const encode = () => encodeText(text, encoding)
    expect(encode).toThrow(expect.objectContaining({ code: 'E_ENCODING', details }))
  })
})

describe('names of encodings', () => {
  it.each([
    ['GBK', 'gb18030'],
    ['UTF8', 'utf-8'],
    ['sjis', 'shift_jis'],
    ['Shift-JIS', 'shift_jis'],
    ['iso-8859-1', 'latin-1'],
    ['latin1', 'latin-1'],
    ['klingon', 'utf-8'],
  ])('%s is %s', (name, id) => expect(knownEncoding(name)).toBe(id))
})
