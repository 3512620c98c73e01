import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeText } from '../../src/shared/encoding/encode-text'
import { textEncodingIds, type TextEncoding } from '../../src/shared/encoding/text-encoding'
import { compilePayload } from '../../src/shared/payload/compile-payload'
import { bytesToTextPayload, escapedString } from '../../src/shared/payload/escaped-text'
import type { LineEnding } from '../../src/shared/payload/payload'

const letters: Readonly<Record<TextEncoding, string>> = {
  'utf-8': '你é😀',
  gb18030: '你ЖḿЀ😀',
  big5: '中十乙',
  shift_jis: '表ソｱ',
  'euc-kr': '한똠각',
  'utf-16le': '你😀愀',
  'utf-16be': '你😀愀',
  'latin-1': 'éÿ\u0080',
}

function compileText(text: string, lineEnding: LineEnding, encoding: TextEncoding) {
  return compilePayload({ form: 'text', text, lineEnding, encoding }, { mayBeEmpty: true })
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/** Bytes of which many are characters of the encoding. */
function likelyBytes(encoding: TextEncoding): fc.Arbitrary<Uint8Array> {
  const character = fc.constantFrom(...letters[encoding], 'a', '0', '\\', '{', '\n', '\0')
  const part = fc.oneof(
    character.map((text) => encodeText(text, encoding)),
    fc.uint8Array({ maxLength: 3 }),
  )
  return fc.array(part, { maxLength: 12 }).map((parts) => Uint8Array.from(parts.flatMap((one) => [...one])))
}

describe.each(textEncodingIds)('a text payload in %s', (encoding) => {
  it('shows any bytes as text that stands for exactly them', () => {
    fc.assert(
      fc.property(fc.oneof(likelyBytes(encoding), fc.uint8Array({ maxLength: 40 })), (bytes) => {
        const typed = bytesToTextPayload(bytes, encoding)
        expect(compileText(typed, 'none', encoding)).toEqual({ ok: true, bytes })
        const shown = escapedString(bytes, false, encoding).replaceAll('{{', '\\{{')
        expect(compileText(shown, 'none', encoding)).toEqual({ ok: true, bytes })
      }),
      { numRuns: 500 },
    )
  })

  it('takes its text from the endpoint where it names no encoding', () => {
    const text = letters[encoding]
    const compiled = compilePayload({ form: 'text', text, lineEnding: 'none' }, { encoding })
    expect(compiled).toEqual({ ok: true, bytes: encodeText(text, encoding) })
  })
})

describe('what the encoding of a payload lacks', () => {
  it('is marked where it was typed, behind escapes and as one', () => {
    const compiled = (text: string) => compileText(text, 'none', 'latin-1')
    expect(compiled('\\n\\xff你')).toMatchObject({ failure: { details: { index: 6, length: 1 } } })
    expect(compiled('a\\u{4F60}')).toMatchObject({ failure: { details: { index: 1, length: 8 } } })
  })
})

describe('text payloads', () => {
  it('write escapes, line endings and single bytes in UTF-16', () => {
    const bytes = bytesOf('0d00 0a00 ff 7b007b00 0a00'.replaceAll(' ', ''))
    expect(compileText('\\r\\n\\xff\\{{', 'lf', 'utf-16le')).toEqual({ ok: true, bytes })
  })
})
