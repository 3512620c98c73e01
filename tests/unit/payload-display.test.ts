import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileText } from '../../src/shared/payload/text-payload'
import { escapedString, escapedText } from '../../src/shared/payload/escaped-text'
import { hexDump, hexDumpLine, hexDumpOf, hexDumpText } from '../../src/shared/payload/hex-dump'
import { cutUtf8, invalidUtf8, readUtf8 } from '../../src/shared/payload/utf8'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('bytes shown as text', () => {
  it('tells escapes from text that came as it is', () => {
    expect(escapedText(utf8('GET /\r\n\u0001é'))).toEqual([
      { text: 'GET /', escaped: false },
      { text: '\\r\\n\\x01', escaped: true },
      { text: 'é', escaped: false },
    ])
  })

  it.each([
    ['bytes that are no UTF-8', Uint8Array.of(0x41, 0xff, 0xc0, 0x80, 0x42), 'A\\xFF\\xC0\\x80B'],
    ['an encoded surrogate', Uint8Array.of(0xed, 0xa0, 0x80), '\\xED\\xA0\\x80'],
    ['a backslash', utf8('C:\\new'), 'C:\\\\new'],
    ['text direction marks', utf8('a\u202eb'), 'a\\u{202E}b'],
    ['a byte order mark', utf8('\ufeffa'), '\\u{FEFF}a'],
    ['a line separator', utf8('a\u2028b'), 'a\\u{2028}b'],
    ['a zero before a digit', utf8('\u00001'), '\\x001'],
    ['markup, which stays text', utf8('<b>&amp;</b>'), '<b>&amp;</b>'],
  ])('writes %s', (_, bytes, text) => {
    expect(escapedString(bytes)).toBe(text)
  })

  it('leaves out a character that the end of a preview cuts, and shows its bytes where nothing follows', () => {
    const cut = utf8('ab你').subarray(0, 4)
    expect(escapedString(cut, true)).toBe('ab')
    expect(escapedString(cut)).toBe('ab\\xE4\\xBD')
  })

  it('shows a long run of plain text whole', () => {
    const text = 'x'.repeat(200_000)
    expect(escapedString(utf8(text))).toBe(text)
  })

  it('stands for exactly one sequence of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const braces = escapedString(bytes).replaceAll('{{', '\\{{')
        expect(compileText(braces, 'none')).toEqual({ ok: true, bytes })
      }),
    )
  })

  it('reads UTF-8 exactly as the platform does', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const lead = fc.constantFrom(0x00, 0x7f, 0x80, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff)
    const tail = fc.array(fc.constantFrom(0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0), { maxLength: 3 })
    fc.assert(
      fc.property(lead, tail, (first, rest) => {
        const bytes = Uint8Array.of(first, ...rest)
        const codePoint = readUtf8(bytes, 0)
        const decoded = [1, 2, 3, 4].flatMap((length) => {
          try {
            const text = strict.decode(bytes.subarray(0, length))
            return [...text].length === 1 ? [text.codePointAt(0)!] : []
          } catch {
            return []
          }
        })
        if (codePoint === invalidUtf8 || codePoint === cutUtf8) expect(decoded).toEqual([])
        else expect(decoded[0]).toBe(codePoint)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a hex dump', () => {
  it('is the same as one text', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 255)
      expect(hexDumpOf(bytes)).toBe(hexDump(bytes).map(hexDumpText).join('\n'))
    }
  })

  it('has 16 bytes a line, with text beside', () => {
    const bytes = utf8('GET / HTTP/1.1\r\n\r\n')
    const lines = hexDump(bytes)
    expect(lines).toHaveLength(2)
    expect(lines[0]!.text.join('')).toBe('GET / HTTP/1.1..')
    expect(lines[1]).toEqual({ offset: 16, hex: ['0D', '0A'], text: ['.', '.'] })
    expect(hexDumpLine(bytes, 1)).toEqual(lines[1])
    expect(hexDumpText(lines[0]!)).toBe(
      '00000000  47 45 54 20 2F 20 48 54  54 50 2F 31 2E 31 0D 0A  GET / HTTP/1.1..',
    )
    expect(hexDumpText(lines[1]!).indexOf('..')).toBe(hexDumpText(lines[0]!).indexOf('GET'))
  })

  it('counts on from where the bytes begin', () => {
    expect(hexDump(Uint8Array.of(1), 0x1_0000_0000)[0]!.offset).toBe(0x1_0000_0000)
    expect(hexDump(new Uint8Array())).toEqual([])
  })
})
