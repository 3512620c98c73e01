import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checksumOf, type Checksum } from '../../src/shared/checksum/checksum'
import { checksums } from '../../src/shared/checksum/checksums'

const hexOf = (checksum: Checksum, bytes: Uint8Array) =>
  Buffer.from(checksumOf(checksum, bytes)).toString('hex')

/** Of the nine digits `123456789`: the reveng catalogue, RFC 1950 and the digests' own standards. */
const published: Readonly<Record<string, string>> = {
  'sum-8': 'dd',
  xor: '31',
  lrc: '23',
  'crc-8': 'f4',
  'sum-16': '01dd',
  'crc-16/modbus': '4b37',
  'crc-16/ccitt-false': '29b1',
  'crc-16/xmodem': '31c3',
  'crc-16/arc': 'bb3d',
  'crc-32': 'cbf43926',
  'crc-32c': 'e3069283',
  'adler-32': '091e01de',
  md5: '25f9e794323b453885f5181f1b624d0b',
  'sha-1': 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  'sha-256': '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}

describe.each(checksums)('$name', (checksum) => {
  it('has its published value for 123456789', () => {
    expect(hexOf(checksum, Buffer.from('123456789'))).toBe(published[checksum.id])
  })

  it('is the same however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 }), (pieces) => {
        const run = checksum.start()
        for (const piece of pieces) run.add(piece)
        expect(run.value()).toEqual(checksumOf(checksum, Buffer.concat(pieces)))
      }),
    )
  })

  it('has as many bytes as it says', () => {
    expect(checksumOf(checksum, new Uint8Array()).length).toBe(checksum.size)
  })
})

it('keeps Adler-32 within its modulus over many large bytes', () => {
  const checksum = checksums.find(({ id }) => id === 'adler-32')!
  const bytes = new Uint8Array(200_000).fill(0xff)
  let [low, high] = [1n, 0n]
  for (const byte of bytes) {
    low = (low + BigInt(byte)) % 65_521n
    high = (high + low) % 65_521n
  }
  expect(hexOf(checksum, bytes)).toBe(((high << 16n) | low).toString(16).padStart(8, '0'))
})

it.each(['md5', 'sha1', 'sha256'])('agrees with the %s of OpenSSL on any bytes', (name) => {
  const checksum = checksums.find(({ id }) => id.replace('-', '') === name)!
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(hexOf(checksum, bytes)).toBe(createHash(name).update(bytes).digest('hex'))
    }),
  )
})
