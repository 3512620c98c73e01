import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePayload, payloadTokens } from '../../src/shared/payload/compile-payload'
import { bytesToHex } from '../../src/shared/payload/hex-digits'

const hello = [0x48, 0x65, 0x6c, 0x6c, 0x6f]

describe('a hex payload', () => {
  it.each([
    '48656c6c6f',
    '48 65 6C 6C 6F',
    '  4865\t6c6c\r\n6f  ',
    '0x48, 0x65, 0x6c, 0x6c, 0x6f',
    '0X48656C6C6F',
    '48:65:6c:6c:6f',
    '0x48,0x65,\n0x6c,0x6c,\n0x6f,',
    '48,,65 : 6c6c 0x6f',
  ])('takes %j', (hex) => {
    expect(compilePayload({ form: 'hex', hex })).toEqual({ ok: true, bytes: Uint8Array.from(hello) })
  })

  it('keeps a zero byte in front of an x apart from a prefix', () => {
    expect(compilePayload({ form: 'hex', hex: '00' })).toEqual({ ok: true, bytes: Uint8Array.of(0) })
    expect(compilePayload({ form: 'hex', hex: '0x00' })).toEqual({ ok: true, bytes: Uint8Array.of(0) })
  })

  it.each([
    ['a lone digit at the end', '48 65 6', 'E_HEX_ODD', 7, '6'],
    ['a lone digit in the middle', '48 6 65', 'E_HEX_ODD', 4, '6'],
    ['an odd run of digits', '48656', 'E_HEX_ODD', 5, '6'],
    ['a lone digit after a prefix', '0x4, 0x41', 'E_HEX_ODD', 3, '4'],
    ['a letter beyond f', '48 6g', 'E_HEX_ODD', 4, '6'],
    ['a wrong character', '48 zz', 'E_HEX_CHARACTER', 4, 'z'],
    ['a prefix without digits', '48 0x', 'E_HEX_ODD', 4, '0'],
    ['a wrong character outside the basic plane', '😀', 'E_HEX_CHARACTER', 1, '😀'],
    ['a semicolon', '48;65', 'E_HEX_CHARACTER', 3, ';'],
  ])('refuses %s and says where', (_, hex, code, position, character) => {
    const result = compilePayload({ form: 'hex', hex })
    expect(result).toMatchObject({
      ok: false,
      failure: { code, details: { position, index: position - 1, length: character.length, character } },
    })
    if (!result.ok) expect(result.failure.message).toContain(`position ${position}`)
  })

  it.each(['', '  \n', ', : '])('refuses %j, which holds no byte', (hex) => {
    expect(compilePayload({ form: 'hex', hex })).toMatchObject({ failure: { code: 'E_PAYLOAD_EMPTY' } })
  })

  it('turns any bytes back into the same bytes, however the pairs are separated', () => {
    const separators = fc.constantFrom('', ' ', ', ', ':', '\r\n', '\t', ' 0x')
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), separators, (bytes, between) => {
        expect(compilePayload({ form: 'hex', hex: bytesToHex(bytes, between) })).toEqual({ ok: true, bytes })
      }),
    )
  })

  it('never throws, and marks the same fault that it reports', () => {
    const pieces = fc.constantFrom('0', 'x', 'X', 'a', 'F', ' ', ',', ':', '\n', 'g', '-', '😀')
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 30 }), (parts) => {
        const hex = parts.join('')
        const result = compilePayload({ form: 'hex', hex })
        const tokens = payloadTokens('hex', hex)
        const fault = tokens.find((token) => token.type === 'fault')
        expect(tokens.map((token) => hex.slice(token.from, token.to)).join('')).toBe(hex)
        if (fault) {
          expect(result).toMatchObject({
            failure: { details: { index: fault.from, length: fault.to - fault.from } },
          })
        } else if (!result.ok) expect(result.failure.code).toBe('E_PAYLOAD_EMPTY')
      }),
    )
  })
})

describe('colouring hex', () => {
  it('tells bytes, prefixes, separators and faults apart', () => {
    expect(payloadTokens('hex', '0x41,4')).toEqual([
      { from: 0, to: 2, type: 'prefix' },
      { from: 2, to: 4, type: 'byte' },
      { from: 4, to: 5, type: 'separator' },
      { from: 5, to: 6, type: 'fault' },
    ])
  })
})
