import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePayload, payloadTokens } from '../../src/shared/payload/compile-payload'
import { strictText } from '../../src/shared/encoding/decode-text'
import { textEncodingIds } from '../../src/shared/encoding/text-encoding'
import { bytesToTextPayload } from '../../src/shared/payload/escaped-text'
import { maxPayloadBytes, type LineEnding } from '../../src/shared/payload/payload'

const utf8 = (text: string) => [...new TextEncoder().encode(text)]

function compileToBytes(text: string, lineEnding: LineEnding = 'none'): number[] {
  const result = compilePayload({ form: 'text', text, lineEnding })
  if (!result.ok) throw new Error(result.failure.message)
  return [...result.bytes]
}

function compileToFailure(text: string, lineEnding: LineEnding = 'none') {
  const result = compilePayload({ form: 'text', text, lineEnding })
  if (result.ok) throw new Error(`compiled to ${result.bytes.length} bytes`)
  return result.failure
}

describe('a text payload', () => {
  it.each([
    ['plain text', 'Grüße 你好 😀', utf8('Grüße 你好 😀')],
    ['\\n \\r \\t', '\\n\\r\\t', [10, 13, 9]],
    ['a backslash', 'C:\\\\dir', utf8('C:\\dir')],
    ['\\0 before digits, which stay text', '\\012', [0, 0x31, 0x32]],
    ['\\xNN as one raw byte', '\\xff\\x00\\xAb', [0xff, 0, 0xab]],
    ['\\u{} as UTF-8', '\\u{41}\\u{e9}\\u{4F60}\\u{10FFFF}', utf8('Aé你\u{10ffff}')],
    ['\\{{ as two braces', '\\{{name}}', utf8('{{name}}')],
    ['single braces as they are', '{"a":{"b":1}}', utf8('{"a":{"b":1}}')],
    ['an escaped backslash before a letter', '\\\\n', utf8('\\n')],
    ['typed line breaks as typed', 'a\nb', utf8('a\nb')],
  ])('takes %s', (_, text, bytes) => {
    expect(compileToBytes(text)).toEqual(bytes)
  })

  it.each([
    ['none', 'a', [0x61]],
    ['lf', 'a', [0x61, 10]],
    ['cr', 'a', [0x61, 13]],
    ['crlf', 'a', [0x61, 13, 10]],
    ['crlf', '', [13, 10]],
  ] as const)('appends %s to %j', (lineEnding, text, bytes) => {
    expect(compileToBytes(text, lineEnding)).toEqual(bytes)
  })

  it.each([
    ['an unknown escape', 'ab\\q', 'E_ESCAPE', { position: 3, index: 2, length: 2, escape: '\\q' }],
    ['a lone backslash at the end', 'ab\\', 'E_ESCAPE', { position: 3, length: 1, escape: '\\' }],
    ['\\x with one digit', '\\x4', 'E_ESCAPE', { position: 1, length: 3, escape: '\\x4' }],
    ['\\u without braces', '\\u0041', 'E_ESCAPE', { position: 1, length: 2 }],
    ['an empty \\u{}', '\\u{}', 'E_ESCAPE', { position: 1, length: 4 }],
    ['a surrogate', '\\u{D800}', 'E_ESCAPE', { position: 1, length: 8 }],
    ['a code point too high', '\\u{110000}', 'E_ESCAPE', { position: 1, length: 10 }],
    ['an escaped single brace', '\\{a', 'E_ESCAPE', { position: 1, length: 2 }],
    ['a bare {{', 'x {{ name', 'E_VARIABLE', { position: 3, length: 2 }],
    ['a lone surrogate', 'ok\ud83d!', 'E_ENCODING', { position: 3, length: 1, character: 'U+D83D' }],
  ])('refuses %s and says where', (_, text, code, details) => {
    const failure = compileToFailure(text)
    expect(failure.code).toBe(code)
    expect(failure.details).toMatchObject(details)
    expect(failure.message).toContain(`position ${failure.details['position'] as number}`)
  })

  it('refuses nothing at all, unless it may be empty', () => {
    expect(compileToFailure('').code).toBe('E_PAYLOAD_EMPTY')
    const empty = { form: 'text', text: '', lineEnding: 'none' } as const
    expect(compilePayload(empty, { mayBeEmpty: true })).toMatchObject({ ok: true, bytes: { length: 0 } })
  })

  it('refuses more bytes than one payload may have, and takes exactly as many', () => {
    const most = 'a'.repeat(maxPayloadBytes)
    expect(compilePayload({ form: 'text', text: most, lineEnding: 'none' }).ok).toBe(true)
    const failure = compileToFailure(most, 'lf')
    expect(failure.code).toBe('E_PAYLOAD_TOO_LARGE')
    expect(failure.details).toEqual({ bytes: maxPayloadBytes + 1, limit: maxPayloadBytes })
  })

  it('never throws, and marks the same fault that it reports', () => {
    const pieces = fc.constantFrom('\\', 'x', 'u', '{', '}', '0', 'f', 'n', 'é', '😀', '\ud800', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const result = compilePayload({ form: 'text', text, lineEnding: 'none' })
        const fault = payloadTokens('text', text).find((token) => token.type === 'fault')
        expect(result.ok).toBe(fault === undefined)
        if (!result.ok && fault) {
          expect(result.failure.details).toMatchObject({ index: fault.from, length: fault.to - fault.from })
        }
      }),
    )
  })

  it('is made from any bytes and turns back into them', () => {
    const likely = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
      fc.array(fc.constantFrom(0x5c, 0x7b, 0x7d, 0x30, 0x00, 0x6e, 0xe4, 0xbd, 0xf0), { maxLength: 20 }),
    )
    fc.assert(
      fc.property(likely, (bytes) => {
        const text = bytesToTextPayload(Uint8Array.from(bytes))
        expect(compileToBytes(text, 'lf')).toEqual([...bytes, 10])
      }),
    )
  })
})

describe.each(textEncodingIds)('a text payload in %s', (encoding) => {
  const compiled = (text: string) => {
    const result = compilePayload({ form: 'text', text, lineEnding: 'none', encoding }, { mayBeEmpty: true })
    return result.ok ? [...result.bytes] : result.failure.code
  }

  it('is made from any bytes and turns back into them', () => {
    const likely = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.array(fc.constantFrom(0x5c, 0x7b, 0x30, 0x00, 0x81, 0xa4, 0xe0, 0xd8, 0xfe), { maxLength: 20 }),
    )
    fc.assert(
      fc.property(likely, (bytes) => {
        const text = bytesToTextPayload(Uint8Array.from(bytes), encoding)
        expect(compiled(text)).toEqual([...bytes])
      }),
      { numRuns: 300 },
    )
  })

  it('gives text back that the encoding can hold', () => {
    const characters = fc.constantFrom('a', 'é', '你', 'ソ', '한', '\\', '{', '}', '0', '\n', '\0', '€')
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 20 }), (parts) => {
        const text = parts.join('')
        const typed = text.replaceAll('\\', '\\\\').replaceAll('{{', '\\{{')
        const bytes = compiled(typed)
        if (typeof bytes === 'string') expect(bytes).toBe('E_ENCODING')
        else expect(strictText(Uint8Array.from(bytes), encoding)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })
})

describe('colouring text', () => {
  it('marks escapes and every fault, nothing else', () => {
    expect(payloadTokens('text', 'a\\n\\q{{b\\u{41}')).toEqual([
      { from: 1, to: 3, type: 'escape' },
      { from: 3, to: 5, type: 'fault' },
      { from: 5, to: 7, type: 'fault' },
      { from: 8, to: 14, type: 'escape' },
    ])
  })
})
