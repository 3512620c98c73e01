import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { checksums } from '../../src/shared/checksum/checksums'
import { checksumOf } from '../../src/shared/checksum/checksum'
import { applyFields } from '../../src/shared/payload/apply-fields'
import { compilePayload } from '../../src/shared/payload/compile-payload'
import { PayloadFieldsSchema, type PayloadField } from '../../src/shared/payload/payload-field'

type FieldInput = v.InferInput<typeof PayloadFieldsSchema>[number]

function fieldsOf(...fields: FieldInput[]): PayloadField[] {
  return v.parse(PayloadFieldsSchema, fields)
}
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const applied = (hex: string, ...fields: FieldInput[]) =>
  Buffer.from(applyFields(bytesOf(hex), fieldsOf(...fields))).toString('hex')
const appliedText = (text: string, ...fields: FieldInput[]) =>
  Buffer.from(applyFields(new TextEncoder().encode(text), fieldsOf(...fields))).toString('latin1')

describe('checksums', () => {
  it('are appended: a Modbus request', () => {
    const crc = { field: 'checksum', checksum: 'crc-16/modbus', order: 'le' } as const
    expect(applied('01 03 00 00 00 0A', crc)).toBe('01030000000ac5cd')
  })

  it('are placed over what is there, of a range, as digits: an NMEA sentence', () => {
    const xor = { field: 'checksum', checksum: 'xor', as: 'HEX', from: 1, to: -5, at: -4 } as const
    expect(appliedText('$GPGLL,5057.970,N,00146.110,E,142451,A*00\r\n', xor)).toBe(
      '$GPGLL,5057.970,N,00146.110,E,142451,A*27\r\n',
    )
  })

  it('count what earlier ones wrote', () => {
    const sum = { field: 'checksum', checksum: 'sum-8' } as const
    expect(applied('0102', sum, sum)).toBe('01020306')
    expect(applied('0102', { ...sum, as: 'hex' })).toBe('01023033')
  })

  it.each(checksums)('$id is that of everything before it, in either order', (checksum) => {
    const body = bytesOf('313233343536373839')
    const value = checksumOf(checksum, body)
    const field = { field: 'checksum', checksum: checksum.id } as const
    expect([...applyFields(body, fieldsOf(field)).subarray(9)]).toEqual([...value])
    expect([...applyFields(body, fieldsOf({ ...field, order: 'le' })).subarray(9)]).toEqual([
      ...value.toReversed(),
    ])
  })
})

describe('lengths', () => {
  it.each([
    [{ as: 'u16be' }, '0003616263'],
    [{ as: 'u32le', counts: 'message' }, '07000000616263'],
    [{ as: 'u8', counts: 'following', plus: 2 }, '05616263'],
    [{ as: 'u8', at: 'end' }, '61626303'],
    [{ as: 'u16le', at: 1 }, '610300'],
  ] as const)('%j', (field, hex) => {
    expect(applied('616263', { field: 'length', ...field })).toBe(hex)
  })

  it('in decimal take as many digits as they need, themselves counted', () => {
    const all = { field: 'length', as: 'decimal', counts: 'message' } as const
    expect(appliedText('x'.repeat(8), all)).toBe(`9${'x'.repeat(8)}`)
    expect(appliedText('x'.repeat(9), all)).toBe(`11${'x'.repeat(9)}`)
    expect(appliedText('x'.repeat(98), all)).toBe(`101${'x'.repeat(98)}`)
    expect(appliedText('abc', { ...all, digits: 6 })).toBe('000009abc')
  })

  it('come before checksums, whatever the order of the list', () => {
    const crc = { field: 'checksum', checksum: 'sum-8' } as const
    const length = { field: 'length', as: 'u8', counts: 'following' } as const
    expect(applied('0102', crc, length)).toBe('03010206')
    expect(applied('0102', length, crc)).toBe('03010206')
  })
})

describe('fields that do not fit', () => {
  const sum = { field: 'checksum', checksum: 'sum-8' } as const
  it.each<[string, string, FieldInput[], number]>([
    ['E_FIELD_OUTSIDE', '0102', [{ ...sum, at: 2 }], 1],
    ['E_FIELD_OUTSIDE', '0102', [{ ...sum, at: -3 }], 1],
    ['E_FIELD_OVERLAP', '0102', [sum, { ...sum, at: 1 }, { ...sum, at: 2 }], 3],
    [
      'E_FIELD_OVERLAP',
      '010203',
      [
        { ...sum, at: 1 },
        { field: 'length', as: 'u16be', at: 1 },
      ],
      1,
    ],
    ['E_FIELD_RANGE', '0102', [{ ...sum, from: 4 }], 1],
    ['E_FIELD_RANGE', '0102', [{ ...sum, from: 1, to: 0 }], 1],
    ['E_FIELD_RANGE', '0102', [sum, { ...sum, to: 9 }], 2],
    ['E_FIELD_VALUE', '0102', [{ field: 'length', as: 'u8', plus: -3 }], 1],
    ['E_FIELD_VALUE', '00'.repeat(256), [{ field: 'length', as: 'u8' }], 1],
    ['E_FIELD_VALUE', '00'.repeat(10), [{ field: 'length', as: 'decimal', digits: 1 }], 1],
  ])('%s is named', (code, hex, fields, field) => {
    const compiled = compilePayload({ form: 'hex', hex, fields: fieldsOf(...fields) })
    expect(compiled).toMatchObject({ ok: false, failure: { code, details: { field } } })
  })
})

it('any fields make bytes or a coded failure', () => {
  const at = fc.oneof(fc.constantFrom('end' as const), fc.integer({ min: -12, max: 12 }))
  const checksum = fc.record({
    field: fc.constant('checksum' as const),
    checksum: fc.constantFrom(...checksums.map(({ id }) => id)),
    order: fc.constantFrom('be' as const, 'le' as const),
    as: fc.constantFrom('binary' as const, 'hex' as const, 'HEX' as const),
    from: fc.integer({ min: -9, max: 9 }),
    to: fc.option(fc.integer({ min: -9, max: 9 })),
    at,
  })
  const length = fc.record({
    field: fc.constant('length' as const),
    as: fc.constantFrom('u8' as const, 'u16be' as const, 'u32le' as const, 'decimal' as const),
    digits: fc.integer({ min: 0, max: 3 }),
    counts: fc.constantFrom('payload' as const, 'following' as const, 'message' as const),
    plus: fc.integer({ min: -3, max: 300 }),
    at: fc.oneof(fc.constant('start' as const), at),
  })
  const fields = fc.array(fc.oneof(checksum, length), { maxLength: 4 })
  fc.assert(
    fc.property(fields, fc.uint8Array({ maxLength: 12 }), (list, body) => {
      const compiled = compilePayload({ form: 'hex', hex: Buffer.from(body).toString('hex'), fields: list })
      if (!compiled.ok) expect(compiled.failure.code).toMatch(/^E_(FIELD|PAYLOAD_EMPTY)/)
      else expect(compiled.bytes.length).toBeGreaterThanOrEqual(body.length)
    }),
    { numRuns: 1_000 },
  )
})
