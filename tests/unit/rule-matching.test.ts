import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileMatch } from '../../src/shared/rules/compile-match'
import type { MessageMatch } from '../../src/shared/rules/message-match'
import { ByteFinder } from '../../src/shared/rules/byte-finder'

const bytes = (text: string) => new TextEncoder().encode(text)
const matches = (match: MessageMatch, message: string) => compileMatch(match).match(bytes(message)) !== null

/** The code and place of what is wrong with a match. */
function faultOf(match: MessageMatch): { code: string; position: unknown } | null {
  try {
    compileMatch(match)
    return null
  } catch (thrown) {
    const { code, details } = thrown as { code: string; details: Record<string, unknown> }
    return { code, position: details['position'] }
  }
}

describe('what a rule matches', () => {
  it.each([
    [{ by: 'any' }, 'x', true],
    [{ by: 'exact', text: 'PING' }, 'PING', true],
    [{ by: 'exact', text: 'PING' }, 'PING\r\n', true],
    [{ by: 'exact', text: 'PING\\n' }, 'PING\n', true],
    [{ by: 'exact', text: 'PING' }, 'PING!', false],
    [{ by: 'starts', text: 'GET ' }, 'GET / HTTP/1.1', true],
    [{ by: 'starts', text: 'GET ' }, 'GE', false],
    [{ by: 'ends', text: 'OK' }, '200 OK\n', true],
    [{ by: 'ends', text: 'OK' }, '200 KO', false],
    [{ by: 'contains', text: '设备' }, 'login 设备四', true],
    [{ by: 'contains', text: '\\x00' }, 'a\0b', true],
    [{ by: 'hex', hex: '50 ?? 4e47' }, 'PING', true],
    [{ by: 'hex', hex: '50??4e' }, 'PING', false],
    [{ by: 'regex', pattern: '^ping$', flags: 'i' }, 'PING\r\n', true],
    [{ by: 'regex', pattern: '^ping$', flags: '' }, 'PING\r\n', false],
  ] satisfies [MessageMatch, string, boolean][])('%j on %j: %s', (match, message, expected) => {
    expect(matches(match, message)).toBe(expected)
  })

  it('hands out the groups of a regular expression as the bytes they are', () => {
    const groups = compileMatch({ by: 'regex', pattern: '(?P<key>\\w+)=(\\d+)(;)?', flags: '' }).match(
      bytes('设备 seq=88 '),
    )
    expect(groups?.numbered.map((group) => group && new TextDecoder().decode(group))).toEqual([
      'seq=88',
      'seq',
      '88',
      null,
    ])
    expect(groups?.named['key']).toEqual(bytes('seq'))
  })

  it.each([
    [{ by: 'contains', text: '' }, 'E_MATCH_EMPTY', undefined],
    [{ by: 'regex', pattern: '', flags: '' }, 'E_MATCH_EMPTY', undefined],
    [{ by: 'hex', hex: '0a 0' }, 'E_MATCH', 4],
    [{ by: 'hex', hex: '0a 0g' }, 'E_MATCH', 5],
    [{ by: 'regex', pattern: 'ab(?=c)', flags: '' }, 'E_MATCH', 3],
    [{ by: 'exact', text: 'a\\q' }, 'E_ESCAPE', 2],
  ] satisfies [MessageMatch, string, number | undefined][])('refuses %j', (match, code, position) => {
    expect(faultOf(match)).toEqual({ code, position })
  })

  it('finds bytes as a plain search does, in any bytes', () => {
    const few = fc.uint8Array({ max: 2, maxLength: 40 })
    fc.assert(
      fc.property(few, fc.uint8Array({ max: 2, minLength: 1, maxLength: 6 }), (haystack, wanted) => {
        expect(new ByteFinder(wanted).occursIn(haystack)).toBe(
          Buffer.from(haystack).includes(Buffer.from(wanted)),
        )
      }),
    )
  })

  it('answers at once to messages that stall other tools', () => {
    const long = bytes('a'.repeat(1_000_000))
    expect(
      compileMatch({ by: 'regex', pattern: '^(a+)+$', flags: '' }).match(bytes(`${'a'.repeat(100_000)}!`)),
    ).toBe(null)
    expect(compileMatch({ by: 'contains', text: `${'a'.repeat(60_000)}b` }).match(long)).toBe(null)
  })
})
