import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyOf } from '../../src/shared/payload/byte-copies'
import { recognisePaste } from '../../src/shared/payload/pasted-bytes'

const hex = (text: string) => {
  const found = recognisePaste(text, 'text')
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
    ['a C array', "unsigned char data[] = {\n  0x01, 0x02, /* two */ 255, 'A',\n};", 'array 0102ff41'],
    ['xxd -i', 'unsigned char f[] = {\n  0x68, 0x69\n};\nunsigned int f_len = 2;', 'array 6869'],
    ['Python bytes', "data = b'GET \\x00\\xff\\r\\n'", 'python 4745542000ff0d0a'],
    ['several of them', '(b"a\\\\" b\'b\'\n  b"\\101")', 'python 615c6241'],
    ['raw ones', "rb'\\n'", 'python 5c6e'],
    ['bytes.fromhex', 'key = bytes.fromhex("de ad be ef")', 'python deadbeef'],
    ['a bytearray', 'bytearray(b"\\x01z")', 'python 017a'],
    ['a list for bytes', 'bytes([0x01, 2])', 'array 0102'],
    ['a Go array', "frame := []byte{0x7e, 1, 'A'}", 'array 7e0141'],
    ['a Rust slice', '&[0x7e, 0x01]', 'array 7e01'],
    ['a Rust array', "let frame: [u8; 3] = [126, 1u8, b'A'];", 'array 7e0141'],
    ['a Java array', 'new byte[] { (byte) 0xff, 0x01 }', 'array ff01'],
    ['a typed array', 'new Uint8Array([126, 1])', 'array 7e01'],
    ['xxd -p', `${get.slice(0, 40)}\n${get.slice(40)}\n`, `hex ${get}`],
    ['digits in pairs', '48 65 6c 6c 6f', 'hex 48656c6c6f'],
    ['digits in groups', '4865 6c6c 6f0a', 'hex 48656c6c6f0a'],
    ['digits with prefixes', '0x10, 0x20, 0x30, 0x40', 'hex 10203040'],
    ['digits with colons', 'AA:BB:CC:DD', 'hex aabbccdd'],
    ['a hash', 'd41d8cd98f00b204e9800998ecf8427e', 'hex d41d8cd98f00b204e9800998ecf8427e'],
    ['base64', 'R0VUIC8gSFRUUC8xLjENCg==', 'base64 474554202f20485454502f312e310d0a'],
  ])('%s', (_, text, expected) => {
    expect(hex(text)).toBe(expected)
  })

  it.each([
    'hello',
    'GET / HTTP/1.1',
    'aWord',
    'defaced0effaced1f',
    'deadbeef',
    '20260131120000',
    '10 20 30 40',
    '12:34:56',
    'dead beefc0de',
    '[1, 2, 3]',
    'sizes = [1, 2, 3]',
    '&[1, 2, 300]',
    'bytes.fromhex("abc")',
    '{"a": 1}',
    '{ 1, 2, 300 }',
    "b'unfinished",
    '00000000: 4745\n00000020: 4745',
    '',
  ])('%j is meant as it is', (text) => {
    expect(hex(text)).toBeNull()
  })

  it('leaves hex digits to a payload that is hex itself', () => {
    expect(recognisePaste('48 65 6c 6c', 'hex')).toBeNull()
    expect(recognisePaste('&[0x48]', 'hex')?.form).toBe('array')
  })

  it('takes what this window copies', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 80 }), (bytes) => {
        for (const [copied, form] of [
          ['c', 'array'],
          ['python', 'python'],
          ['hexdump', 'hexdump'],
        ] as const) {
          expect(recognisePaste(copyOf(bytes, copied), 'text')).toEqual({ form, bytes })
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
        const found = recognisePaste(parts.join(''), 'text')
        if (found) expect(found.bytes.length).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
  })
})
