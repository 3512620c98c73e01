import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapedText } from '../../src/shared/payload/escaped-text'
import { textEncodings, type TextEncoding } from '../../src/shared/encoding/text-encoding'
import { bitText, numberForms, type ByteOrder } from '../../src/shared/interpretation/numbers'
import { timeStampForms, timeStampText } from '../../src/shared/interpretation/time-stamps'

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const read = (name: string, hex: string, order: ByteOrder) =>
  numberForms.find((form) => form.name === name)!.read(bytesOf(hex), order)

describe('numbers', () => {
  it.each([
    ['u8', 'ff', '255', '255'],
    ['i8', 'ff', '-1', '-1'],
    ['u16', '1234', '4660', '13330'],
    ['i16', 'fffe', '-2', '-257'],
    ['u32', '74656d70', '1952804208', '1886217588'],
    ['i32', '80000000', '-2147483648', '128'],
    ['u64', 'ffffffffffffffff', '18446744073709551615', '18446744073709551615'],
    ['i64', '8000000000000000', '-9223372036854775808', '128'],
    ['f32', '3dcccccd', '0.1', '-429492130'],
    ['f32', '80000000', '-0', '1.79366e-43'],
    ['f32', '7f800000', 'Infinity', '4.60957e-41'],
    ['f64', '3fb999999999999a', '0.1', '-1.5423487136675799e-180'],
  ])('%s of %s is %s big-endian and %s little-endian', (name, hex, big, little) => {
    expect(read(name, hex, 'be')).toBe(big)
    expect(read(name, hex, 'le')).toBe(little)
  })

  it('shows a single-precision number so that it reads back as the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        const shown = numberForms.find(({ name }) => name === 'f32')!.read(bytes, 'be')
        expect(Math.fround(Number(shown))).toBe(Buffer.from(bytes).readFloatBE())
      }),
    )
  })

  it('shows bits, most significant first', () => {
    expect(bitText(bytesOf('01 80'))).toBe('00000001 10000000')
  })
})

describe('time stamps', () => {
  it.each([
    ['Unix s, 32 bit', '6553f100', '2023-11-14T22:13:20.000000Z'],
    ['Unix s, 64 bit', '000000006553f100', '2023-11-14T22:13:20.000000Z'],
    ['Unix ms', '0000018bcfe5687b', '2023-11-14T22:13:20.123Z'],
    ['Unix µs', '00060a24181e4000', '2023-11-14T22:13:20.000000Z'],
    // The value of Microsoft's documentation for 1 January 2000, and that of RFC 5905 for the Unix epoch plus 30 years.
    ['FILETIME', '01bf53eb256d4000', '2000-01-01T00:00:00.000000Z'],
    ['NTP', 'bc17c20080000000', '2000-01-01T00:00:00.500000Z'],
    ['NTP', '0000000100000000', '2036-02-07T06:28:17.000000Z'],
  ])('%s %s', (name, hex, text) => {
    const form = timeStampForms.find((candidate) => candidate.name === name)!
    const shown = timeStampText(form, bytesOf(hex), 'be')
    expect(shown?.replace(/(\.\d{3})000Z$/, '$1000Z')).toBe(text.replace(/(\.\d{3})Z$/, '$1000Z'))
    expect(timeStampText(form, bytesOf(hex).reverse(), 'le')).toBe(shown)
  })

  it('are not shown where the time would be far off', () => {
    for (const form of timeStampForms) {
      expect(timeStampText(form, new Uint8Array(8), 'be')).toBeNull()
      if (form.size === 8) expect(timeStampText(form, bytesOf('7fffffffffffffff'), 'be')).toBeNull()
    }
  })
})

describe('text', () => {
  const shown = (encoding: TextEncoding, hex: string) =>
    escapedText(bytesOf(hex), false, encoding)
      .map(({ text }) => text)
      .join('')

  it.each<[TextEncoding, string, string]>([
    ['utf-8', 'e4b8ade69687', '中文'],
    ['gb18030', 'd6d0cec4', '中文'],
    ['gb18030', '8130 8130'.replace(' ', ''), '\\u{80}'],
    ['big5', 'a4a4a4e5', '中文'],
    ['shift_jis', '93fa967b b1', '日本ｱ'],
    ['euc-kr', 'c7d1b1db', '한글'],
    ['utf-16le', '2d4e 8765 3dd800de', '中文😀'],
    ['utf-16be', '4e2d 6587 d83d de00', '中文😀'],
    ['latin-1', 'e9 80 41', 'é\\u{80}A'],
  ])('%s reads %s as %s', (encoding, hex, text) => {
    expect(shown(encoding, hex)).toBe(text)
  })

  it.each<[TextEncoding, string, string]>([
    ['utf-8', '41ff', 'A\\xFF'],
    ['gb18030', 'd6d0 ff 41', '中\\xFFA'],
    ['big5', 'a4a4 a4', '中\\xA4'],
    ['shift_jis', '93fa 93', '日\\x93'],
    ['utf-16le', '2d4e 3dd8', '中\\x3D\\xD8'],
    ['utf-16be', '4e2d 41', '中\\x41'],
  ])('%s shows what is no character of %s as its bytes', (encoding, hex, text) => {
    expect(shown(encoding, hex)).toBe(text)
  })

  it('takes any bytes and swallows none', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.constantFrom(...textEncodings),
        (bytes, { id }) => {
          expect(escapedText(bytes, false, id).length).toBeGreaterThan(0)
        },
      ),
    )
  })
})
