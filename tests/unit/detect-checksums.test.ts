import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksumOf } from '../../src/shared/checksum/checksum'
import { checksums } from '../../src/shared/checksum/checksums'
import { detectChecksums, longestDetection } from '../../src/shared/checksum/detect-checksums'

function detected(record: Uint8Array, from: number, to = record.length): string[] {
  return detectChecksums(record, from, to).map(
    (one) => `${one.checksum.id} ${one.order} ${one.as} ${one.from}..${one.to}`,
  )
}
const ascii = (text: string) => new TextEncoder().encode(text)

describe('which checksum selected bytes are', () => {
  it('a Modbus request', () => {
    const request = Uint8Array.from(Buffer.from('01030000000ac5cd', 'hex'))
    expect(detected(request, 6)[0]).toBe('crc-16/modbus le binary 0..6')
  })

  it('an NMEA sentence: digits, without the mark in front and the star behind', () => {
    const sentence = ascii('$GPGLL,5057.970,N,00146.110,E,142451,A*27\r\n')
    const at = sentence.indexOf(0x2a) + 1
    expect(detected(sentence, at, at + 2)).toContain(`xor be HEX 1..${at - 1}`)
  })

  it('nothing where nothing is before them, or too much', () => {
    expect(detected(Uint8Array.of(1, 2), 0)).toEqual([])
    expect(detected(new Uint8Array(longestDetection + 3), longestDetection + 1)).toEqual([])
    expect(detected(ascii('hello world'), 5, 5)).toEqual([])
  })

  it.each(checksums)('$id, wherever it begins and however it is written', (checksum) => {
    const writings = fc.constantFrom('be', 'le', 'hex', 'HEX')
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 8 }),
        writings,
        (summed, skipped, writing) => {
          const value = checksumOf(checksum, summed)
          const digits = Buffer.from(value).toString('hex')
          const written = {
            be: value,
            le: value.toReversed(),
            hex: ascii(digits),
            HEX: ascii(digits.toUpperCase()),
          }[writing]
          const record = Uint8Array.from([...new Uint8Array(skipped).fill(0xa5), ...summed, ...written])
          const found = detectChecksums(record, skipped + summed.length, record.length)
          const same = found.some((one) => one.checksum.id === checksum.id)
          // Many ranges may have the same short sum; a long one is found for certain.
          if (checksum.size >= 4) {
            expect(found).toContainEqual(
              expect.objectContaining({ from: skipped, to: skipped + summed.length }),
            )
          }
          expect(same || found.length === 12).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})
