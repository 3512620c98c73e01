import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePayload, payloadTokens } from '../../src/shared/payload/compile-payload'
import type { Payload } from '../../src/shared/payload/payload'
import type { PayloadContext, PayloadScope } from '../../src/shared/payload/payload-context'
import { nameTemplate } from '../../src/shared/payload/name-template'
import { parsePayload } from '../../src/shared/payload/payload-template'
import { variableDefinitions } from '../../src/shared/payload/variables/variable-definitions'
import { payloadContext } from '../support/payload-context'

const inRule: PayloadScope = { match: new Set(['0', '1', 'id']), variables: null }
const text = (typed: string): Payload => ({ form: 'text', text: typed, lineEnding: 'none' })

function made(payload: Payload, context: PayloadContext = payloadContext()): Uint8Array {
  const compiled = compilePayload(payload, { context, scope: inRule })
  if (!compiled.ok) throw new Error(compiled.failure.message)
  return compiled.bytes
}
const sent = (typed: string, context?: PayloadContext) =>
  Buffer.from(made(text(typed), context)).toString('latin1')
const hexOf = (typed: string) => Buffer.from(made(text(typed))).toString('hex')
const hexSent = (hex: string) => Buffer.from(made({ form: 'hex', hex })).toString('hex')

function failureOf(payload: Payload, context = payloadContext(), scope: PayloadScope = inRule) {
  const compiled = compilePayload(payload, { context, scope })
  if (compiled.ok) throw new Error(`compiled to ${compiled.bytes.length} bytes`)
  return compiled.failure
}

describe('variables in text', () => {
  it.each([
    ['{{seq}}', '1'],
    ['{{ seq(10, 5, 4) }}', '0010'],
    ['{{seq(-5,1,4)}}', '-005'],
    ['{{now}} {{now(iso)}} {{now.iso}}', Array(3).fill('2026-09-14T09:41:07.123Z').join(' ')],
    ['{{now.unix}} {{now(unix)}}', '1789378867 1789378867'],
    ['{{now.ms}} {{now(ms)}}', '1789378867123 1789378867123'],
    ["{{now.utc(yyyy-MM-dd'T'HH:mm:ss.SSS Z, h a)}}", '2026-09-14T09:41:07.123 +00:00, 9 AM'],
    ['{{now.utc(yy/M/d)}}', '26/9/14'],
    ['{{random.hex(4)}}', '00010203'],
    ['{{random.bytes(3)}}', '\0\x01\x02'],
    ['{{random.uuid}}', '00010203-0405-4607-8809-0a0b0c0d0e0f'],
    ['{{random.int(5, 5)}}', '5'],
    ['{{peer.number}} {{peer.address}}:{{peer.port}} {{local.port}}', '7 192.0.2.9:40123 9000'],
    ['{{env.USER}}[{{env.EMPTY}}]', 'ada[]'],
    ['{{PORT}}', '8080'],
    ['{{len(a\\r\\n)}}', '3'],
    ['{{len(f(x))}} {{len(\\()}} {{len()}}', '4 1 0'],
    ['{{crc16(123456789)}} {{crc16.modbus(123456789)}}', '4b37 4b37'],
    ['{{crc16.ccitt-false(123456789)}} {{crc16.xmodem(123456789)}}', '29b1 31c3'],
    ['{{crc16.arc(123456789)}} {{crc8(123456789)}}', 'bb3d f4'],
    ['{{crc32(123456789)}} {{crc32c(123456789)}}', 'cbf43926 e3069283'],
    ['{{upper crc32(123456789)}} {{adler32(Wikipedia)}}', 'CBF43926 11e60398'],
    ['{{md5()}}', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['{{len(a{{seq(1,1,6)}}b)}}', '8'],
    ['a {b} }} {{ seq }}', 'a {b} }} 1'],
    ['\\{{seq}}', '{{seq}}'],
  ])('%s is sent as %j', (typed, expected) => {
    expect(sent(typed)).toBe(expected)
  })

  it('never expands or unescapes what they insert', () => {
    expect(sent('{{token}}')).toBe('abc\\n{{seq}}')
  })

  it('count up with each sending', () => {
    const nth = (sending: number) => sent('{{seq}}/{{seq(100, -10)}}', payloadContext({ sending }))
    expect([0, 1, 2].map(nth)).toEqual(['1/100', '2/90', '3/80'])
  })

  it('insert what a rule matched as it was received', () => {
    const match = {
      numbered: [Uint8Array.of(0x41, 0xff), Uint8Array.of(0xff), null],
      named: { id: Uint8Array.of(0x34, 0x32) },
    }
    expect(sent('<{{match.0}}{{match.1}}{{match.id}}>', payloadContext({ match }))).toBe('<A\xff\xff42>')
  })

  it('are written in the encoding of the payload, their binary values are not', () => {
    const payload: Payload = { ...text('{{令牌}}{{u16be 1}}'), encoding: 'utf-16le' } as Payload
    expect(Buffer.from(made(payload)).toString('hex')).toBe('3c500001')
  })
})

describe('binary widths', () => {
  it.each([
    ['{{u8 255}}', 'ff'],
    ['{{i8 -1}}', 'ff'],
    ['{{u16be seq}}{{u16le seq}}', '00010100'],
    ['{{u32be 0x01020304}}{{u32le 0x01020304}}', '0102030404030201'],
    ['{{u64be 18446744073709551615}}', 'ffffffffffffffff'],
    ['{{i64le -2}}', 'feffffffffffffff'],
    ['{{i16be -2}}{{i32le -2}}', 'fffefeffffff'],
    ['{{f32be 1.5}}{{f64le -2}}', '3fc0000000000000000000c0'],
    ['{{u16be PORT}}', '1f90'],
    ['{{u16le crc16(123456789)}}', '374b'],
    ['{{bytes crc32(123456789)}}', 'cbf43926'],
  ])('%s are the bytes %s', (typed, hex) => {
    expect(hexOf(typed)).toBe(hex)
    expect(hexSent(typed)).toBe(hex)
  })
})

describe('variables in hex', () => {
  it('stand between pairs of digits; checksums and random.hex insert bytes, others their text', () => {
    expect(hexSent('48 {{u16be seq}} 65{{seq}}0x41')).toBe('4800016531' + '41')
    expect(hexSent('{{random.hex(2)}} {{crc16(123456789)}}')).toBe('00014b37')
  })
})

describe('what is wrong with a variable is said in its place', () => {
  it.each([
    ['a {{nope(1)}}', 'E_VARIABLE_UNKNOWN', 4, 4],
    ['{{wide seq}}', 'E_VARIABLE_UNKNOWN', 2, 4],
    ['{{seq', 'E_VARIABLE', 0, 2],
    ['{{}}', 'E_VARIABLE', 0, 2],
    ['{{seq\n}}', 'E_VARIABLE', 0, 2],
    ['{{len(abc}}', 'E_VARIABLE', 5, 1],
    ['{{seq(a)}}', 'E_VARIABLE_ARGUMENT', 6, 1],
    ['{{seq(1,1,100)}}', 'E_VARIABLE_ARGUMENT', 10, 3],
    ['{{seq(1,1,1,1)}}', 'E_VARIABLE_ARGUMENT', 12, 1],
    ['{{random.int(9,1)}}', 'E_VARIABLE_ARGUMENT', 13, 3],
    ['{{random.int}}', 'E_VARIABLE_ARGUMENT', 2, 10],
    ['{{random.bytes(0)}}', 'E_VARIABLE_ARGUMENT', 15, 1],
    ['{{peer.number()}}', 'E_VARIABLE_ARGUMENT', 2, 12],
    ['{{now(qq)}}', 'E_VARIABLE_ARGUMENT', 6, 2],
    ['{{crc16(\\q)}}', 'E_ESCAPE', 8, 2],
    ['{{u8 256}}', 'E_VARIABLE_RANGE', 0, 10],
    ['{{u16be peer.address}}', 'E_VARIABLE_NUMBER', 0, 22],
    ['{{u8 peer.port}}', 'E_VARIABLE_RANGE', 0, 16],
    ['{{match.2}}', 'E_VARIABLE_GROUP', 2, 7],
    ['{{env.NOTHING}}', 'E_ENVIRONMENT_MISSING', 0, 15],
    ['ab {{nobody}}', 'E_VARIABLE_UNKNOWN', 5, 6],
    ['{{constructor}}', 'E_VARIABLE_UNKNOWN', 2, 11],
    ['{{env.constructor}}', 'E_ENVIRONMENT_MISSING', 0, 19],
  ])('%j: %s', (typed, code, index, length) => {
    expect(failureOf(text(typed))).toMatchObject({ code, details: { index, length, position: index + 1 } })
  })

  it('what has no value here is refused', () => {
    const byHand: PayloadScope = { match: null, variables: new Set(['mine']) }
    const parsed = (typed: string) => parsePayload(text(typed), { scope: byHand })
    expect(parsed('{{match.1}}')).toMatchObject({ failure: { code: 'E_VARIABLE_PLACE' } })
    expect(parsed('{{other}}')).toMatchObject({ failure: { code: 'E_VARIABLE_UNKNOWN' } })
    expect(parsed('{{mine}}')).toMatchObject({ ok: true, template: { constant: null } })
    const toNobody = payloadContext({ recipient: null })
    expect(failureOf(text('{{peer.number}}'), toNobody).code).toBe('E_VARIABLE_PLACE')
    const refused = payloadContext({}, { environment: null })
    expect(failureOf(text('{{env.USER}}'), refused).code).toBe('E_ENVIRONMENT_CONSENT')
  })

  it('values that the encoding lacks are told at the variable', () => {
    const payload: Payload = { form: 'text', text: 'x{{令牌}}', lineEnding: 'none', encoding: 'latin-1' }
    expect(failureOf(payload)).toMatchObject({ code: 'E_ENCODING', details: { index: 1, length: 6 } })
  })

  it('so many, so deep and so long that the engine would stand still are refused', () => {
    expect(failureOf(text('{{seq}}'.repeat(1_001))).code).toBe('E_VARIABLE_COUNT')
    const deep = '{{len('.repeat(9) + ')}}'.repeat(9)
    expect(failureOf(text(deep)).code).toBe('E_VARIABLE_COUNT')
    expect(failureOf(text('{{random.bytes(65536)}}'.repeat(257))).code).toBe('E_PAYLOAD_TOO_LARGE')
  })
})

describe('a file name', () => {
  const named = (name: string) => nameTemplate(name, inRule)(payloadContext())
  it.each([
    ['frames/{{seq(1,1,3)}}-{{env.USER}}.bin', 'frames/001-ada.bin'],
    ['C:\\new\\\\{{PORT}}.bin', 'C:\\new\\{{PORT}}.bin'],
    ['C:\\new\\{{ PORT }}', 'C:\\new{{ PORT }}'],
    ['{{PORT}}', '8080'],
  ])('%s is %s', (name, expected) => expect(named(name)).toBe(expected))

  it('gets no folder from a value', () => {
    expect(() => named('{{token}}')).toThrow(expect.objectContaining({ code: 'E_VARIABLE_NAME' }))
    expect(() => named('{{nope(')).toThrow(expect.objectContaining({ code: 'E_VARIABLE' }))
  })
})

describe('a template', () => {
  it('without variables is the same bytes each time', () => {
    const parsed = parsePayload(text('PONG\\r\\n'))
    if (!parsed.ok) throw new Error(parsed.failure.message)
    const { template } = parsed
    expect(template.evaluate(payloadContext())).toBe(template.constant)
  })

  it.each(variableDefinitions.map(({ name, example }) => [name, example]))('%s: %s works', (_, example) => {
    const match = { numbered: [Uint8Array.of(1), Uint8Array.of(2)], named: {} }
    expect(made(text(example), payloadContext({ match })).length).toBeGreaterThan(0)
  })
})

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...['{{', '}}', '(', ')', ',', ' ', '\\', "'", '\n', '{', '😀', '\ud800', '1', '-'],
    ...['seq', 'len', 'crc16', 'now', 'u16be', 'match.1', 'env.X', 'random.int', 'a', '\\x41', '\\('],
  )
  const typed = fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(''))

  it('becomes bytes or a coded failure, and its first fault is marked', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom('text', 'hex'), (source, form) => {
        const payload: Payload = form === 'text' ? text(source) : { form: 'hex', hex: source }
        const parsed = parsePayload(payload)
        const tokens = payloadTokens(payload.form, source)
        tokens.reduce((end, token) => {
          expect(token.from).toBeGreaterThanOrEqual(end)
          expect(token.to).toBeGreaterThan(token.from)
          return token.to
        }, 0)
        const fault = tokens.find(({ type }) => type === 'fault')
        expect(parsed.ok).toBe(fault === undefined)
        if (!parsed.ok && fault) {
          const length = fault.to - fault.from
          expect(parsed.failure.details).toMatchObject({ index: fault.from, length })
        }
        if (parsed.ok) compilePayload(payload, { context: payloadContext() })
      }),
      { numRuns: 3_000 },
    )
  })
})
