import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyOf } from '../../src/shared/payload/byte-copies'
import { recognisePaste } from '../../src/shared/payload/pasted-bytes'

const hex = (text: string) => {
  const found = recognisePaste(text)
  return found ? `${found.form} ${Buffer.from(found.bytes).toString('hex')}` : null
}

const get = '474554202f20485454502f312e310d0a486f73743a20780d0a0d0a'

describe('pasted bytes', () => {
  it.each([
    [
      'xxd',
      '00000000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..\n00000010: 486f 7374 3a20 780d 0a0d 0a              Host: x....\n',
      `hexdump ${get}`,
    ],
    [
      'hexdump -C',
      '00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|\n00000010  48 6f 73 74 3a 20 78 0d  0a 0d 0a                 |Host: x....|\n0000001b\n',
      `hexdump ${get}`,
    ],
    [
      'Wireshark',
      '0000   47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..\n0010   48 6f 73 74 3a 20 78 0d 0a 0d 0a                  Host: x....',
      `hexdump ${get}`,
    ],
    [
      'text that looks like digits',
      '00000000: 6162 6364 6566 3132 3334 3536 3738 3930  abcdef1234567890\n00000010: 6162 6364                                abcd',
      'hexdump 6162636465663132333435363738393061626364',
    ],
    ['a C array', "unsigned char data[] = {\n  0x01, 0x02, /* two */ 255, 'A',\n};", 'c 0102ff41'],
    ['xxd -i', 'unsigned char f[] = {\n  0x68, 0x69\n};\nunsigned int f_len = 2;', 'c 6869'],
    ['Python bytes', "data = b'GET \\x00\\xff\\r\\n'", 'python 4745542000ff0d0a'],
    ['several of them', '(b"a\\\\" b\'b\'\n  b"\\101")', 'python 615c6241'],
    ['raw ones', "rb'\\n'", 'python 5c6e'],
    ['base64', 'R0VUIC8gSFRUUC8xLjENCg==', 'base64 474554202f20485454502f312e310d0a'],
  ])('%s', (_, text, expected) => {
    expect(hex(text)).toBe(expected)
  })

  it.each([
    'hello',
    'GET / HTTP/1.1',
    '48 65 6c 6c 6f',
    'deadbeefdeadbeefdeadbeef',
    'aWord',
    '{"a": 1}',
    '{ 1, 2, 300 }',
    "b'unfinished",
    '00000000: 4745\n00000020: 4745',
    '',
  ])('%j is meant as it is', (text) => {
    expect(hex(text)).toBeNull()
  })

  it('takes what this window copies', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 80 }), (bytes) => {
        for (const form of ['c', 'python', 'hexdump'] as const) {
          expect(recognisePaste(copyOf(bytes, form))).toEqual({ form, bytes })
        }
      }),
    )
  })

  it('takes any text without a failure', () => {
    const pieces = fc.constantFrom(
      '0000',
      ': ',
      ' ',
      '41',
      '\n',
      "b'",
      "'",
      '\\',
      '{',
      '}',
      ',',
      '0x4',
      'Zz==',
      '|',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const found = recognisePaste(parts.join(''))
        if (found) expect(found.bytes.length).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
  })
})
