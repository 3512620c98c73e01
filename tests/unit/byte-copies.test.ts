import fc from 'fast-check'
import { expect, it } from 'vitest'
import { copyOf } from '../../src/shared/payload/byte-copies'

const bytes = Uint8Array.of(0x68, 0x69, 0x0a, 0x27, 0x5c, 0x00, 0xff)

it('copies hex with a space between bytes', () => expect(copyOf(bytes, 'hex')).toBe('68 69 0a 27 5c 00 ff'))

it('copies text with escapes', () => expect(copyOf(bytes, 'text')).toBe("hi\\n'\\\\\\0\\xFF"))

it('copies a C array of twelve bytes a line', () => {
  expect(copyOf(new Uint8Array(13), 'c')).toBe(
    `static const unsigned char data[13] = {\n  ${Array(12).fill('0x00').join(', ')},\n  0x00\n};\n`,
  )
})

it('copies bytes of Python', () => expect(copyOf(bytes, 'python')).toBe("b'hi\\n\\'\\\\\\x00\\xff'"))

it('copies a dump with the offsets of the record', () => {
  expect(copyOf(bytes, 'hexdump', 0x20)).toBe(
    `00000020  68 69 0A 27 5C 00 FF     ${' '.repeat(23)}  hi.'\\..\n`,
  )
})

it('copies base64 of any length that reads back as the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30_000, size: 'max' }), (any) => {
      expect(Buffer.from(copyOf(any, 'base64'), 'base64')).toEqual(Buffer.from(any))
    }),
    { numRuns: 30 },
  )
})
