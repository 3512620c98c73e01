import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../../src/shared/endpoints/endpoint-config'
import { formatFraming, lengthFields, parseFraming, type Framing } from '../../src/shared/endpoints/framing'
import { framingSummary } from '../../src/shared/endpoints/framing-texts'

const anyFraming: fc.Arbitrary<Framing> = fc.oneof(
  fc.constant({ by: 'none' } as const),
  fc.constant({ by: 'line' } as const),
  fc
    .uint8Array({ minLength: 1, maxLength: 64 })
    .map((bytes) => ({ by: 'delimiter' as const, hex: Buffer.from(bytes).toString('hex') })),
  fc.integer({ min: 1, max: 268_435_456 }).map((length) => ({ by: 'fixed' as const, length })),
  fc.record({
    by: fc.constant('prefix' as const),
    field: fc.constantFrom(...lengthFields),
    offset: fc.integer({ min: 0, max: 65_535 }),
    total: fc.boolean(),
  }),
  fc.integer({ min: 1, max: 3_600_000 }).map((ms) => ({ by: 'idle' as const, ms })),
)

describe('the text of a framing', () => {
  it('reads back as what it was written from', () => {
    fc.assert(
      fc.property(anyFraming, (framing) => {
        expect(parseFraming(formatFraming(framing))).toEqual({ ok: true, framing })
      }),
    )
  })

  it.each([
    ['LINE', 'line'],
    ['delim:0D 0A', 'delim:0d0a'],
    ['fixed:064', 'fixed:64'],
    ['u16be@0', 'u16be'],
    ['u32le@4,total', 'u32le@4,total'],
    ['varint@1', 'varint@1'],
    [' idle:50 ', 'idle:50'],
  ])('takes %s and keeps %s', (given, kept) => {
    const check = checkOptions('tcp-server', { framing: given })
    expect(check.ok && check.options.framing).toBe(kept)
  })

  it.each([
    ['', 'use none, line'],
    ['lines', 'use none, line'],
    ['u64be', 'use none, line'],
    ['delim:', 'in hex'],
    ['delim:0', 'in hex'],
    ['delim:0g', 'in hex'],
    [`delim:${'0a'.repeat(65)}`, 'in hex'],
    ['fixed:0', '1 to 268,435,456'],
    ['fixed:1.5', '1 to 268,435,456'],
    ['fixed:268435457', '1 to 268,435,456'],
    ['u16be@', '0 to 65,535'],
    ['u16be@-1', '0 to 65,535'],
    ['u16be@65536', '0 to 65,535'],
    ['u16be,rest', ',total'],
    ['idle:0', '1 to 3,600,000'],
    ['idle:3600001', '1 to 3,600,000'],
  ])('refuses “%s” and says what is possible', (given, reason) => {
    const check = checkOptions('tcp-client', { framing: given })
    expect(check).toMatchObject({ ok: false, issues: [{ option: 'framing' }] })
    expect(check.ok || check.issues[0]!.reason.en).toContain(reason)
  })

  it('never fails on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseFraming(text)))
  })

  it('has a short form in both languages', () => {
    fc.assert(
      fc.property(anyFraming, (framing) => {
        for (const language of ['en', 'zh-CN'] as const) {
          expect(framingSummary(framing, language)).toMatch(/^[^{}]{1,30}$/)
        }
      }),
    )
  })
})
