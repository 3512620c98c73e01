import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureText, SockwrightError } from '../../src/shared/contract/errors'
import {
  emptyFilter,
  type FilterNode,
  type FilterTerm,
  type NumberRange,
  type TimeRange,
} from '../../src/shared/filter/filter-node'
import { filterProblems, localFilterFailure } from '../../src/shared/filter/filter-problem'
import { filterOperators, filterTerms, regexExamples } from '../../src/shared/filter/filter-terms'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { printFilter } from '../../src/shared/filter/print-filter'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: string): FilterTerm => ({ is: 'text', bytes: bytes(value) })

function problemOf(source: string) {
  try {
    parseFilter(source)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(SockwrightError)
    const { code, details } = thrown as SockwrightError
    expect(code).toBe('E_FILTER')
    const start = details['index'] as number
    return [details['problem'], source.slice(start, start + (details['length'] as number)), start]
  }
  throw new Error(`${source} was accepted`)
}

const range = fc
  .tuple(fc.nat(), fc.nat())
  .map(([a, b]): NumberRange => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const openRange = fc.oneof(
  range,
  fc.nat().map((from): NumberRange => ({ from, to: Infinity })),
)
const time = (is: TimeRange['is'], latest: number) =>
  fc
    .tuple(fc.constantFrom('from', 'to', 'both'), fc.nat(latest), fc.nat(latest))
    .map(([open, a, b]): TimeRange => {
      const [first, last] = a < b === (is === 'ago') ? [b, a] : [a, b]
      return { is, from: open === 'to' ? null : first, to: open === 'from' ? null : last }
    })
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 4 })
const term: fc.Arbitrary<FilterTerm> = fc.oneof(
  some(fc.constantFrom('in' as const, 'out' as const, 'none' as const)).map((directions): FilterTerm => ({
    is: 'direction',
    directions,
  })),
  some(range).map((ranges): FilterTerm => ({ is: 'peer', ranges })),
  some(openRange).map((ranges): FilterTerm => ({ is: 'length', ranges })),
  some(fc.oneof(time('clock', 86_399_999_999), time('moment', 8e15), time('ago', 1e12))).map(
    (ranges): FilterTerm => ({ is: 'time', ranges }),
  ),
  some(fc.constantFrom('hand' as const, 'echo' as const, 'rule' as const, 'none' as const)).map(
    (causes): FilterTerm => ({ is: 'cause', causes }),
  ),
  some(fc.constantFrom('text' as const, 'ping' as const, 'close' as const)).map((opcodes): FilterTerm => ({
    is: 'opcode',
    opcodes,
  })),
  some(fc.constantFrom({ value: 0, mask: 0 }, { value: 0xab, mask: 0xff }, { value: 0x50, mask: 0xf0 })).map(
    (found): FilterTerm => ({ is: 'hex', bytes: found }),
  ),
  fc
    .constantFrom('a+', '^x\\/y$', '[/"() ]'.replace('/', '\\/'), '-', 'or')
    .map((pattern): FilterTerm => ({ is: 'regex', pattern, flags: 'i' })),
  some(fc.constantFrom('message' as const, 'event' as const, 'error' as const, 'closed' as const)).map(
    (kinds): FilterTerm => ({
      is: 'kind',
      kinds,
    }),
  ),
  fc
    .oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.string({ unit: 'binary', minLength: 1 }).map(bytes),
    )
    .map((found): FilterTerm => ({ is: 'text', bytes: Uint8Array.from(found) })),
)
const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    term,
    fc
      .tuple(
        fc.constantFrom('all' as const, 'any' as const),
        fc.array(tie('node'), { minLength: 2, maxLength: 4 }),
      )
      .map(([is, nodes]): FilterNode => ({ is, nodes })),
    tie('node').map((inner): FilterNode => ({ is: 'not', node: inner })),
  ),
}))

describe('the filter language', () => {
  it('reads each term', () => {
    expect(parseFilter('')).toEqual(emptyFilter)
    expect(parseFilter(' \t ')).toEqual(emptyFilter)
    expect(parseFilter('dir:in')).toEqual({ is: 'direction', directions: ['in'] })
    expect(parseFilter('dir:event')).toEqual({ is: 'direction', directions: ['none'] })
    expect(parseFilter('peer:1,4-9')).toEqual({
      is: 'peer',
      ranges: [
        { from: 1, to: 1 },
        { from: 4, to: 9 },
      ],
    })
    expect(parseFilter('len:>100')).toEqual({ is: 'length', ranges: [{ from: 101, to: Infinity }] })
    expect(parseFilter('len:>=100')).toEqual({ is: 'length', ranges: [{ from: 100, to: Infinity }] })
    expect(parseFilter('len:<100')).toEqual({ is: 'length', ranges: [{ from: 0, to: 99 }] })
    expect(parseFilter('len:<=100')).toEqual({ is: 'length', ranges: [{ from: 0, to: 100 }] })
    expect(parseFilter('len:=100')).toEqual(parseFilter('LEN:100'))
    expect(parseFilter('kind:error')).toEqual({ is: 'kind', kinds: ['error'] })
    expect(parseFilter('kind:accepted,closed')).toEqual({ is: 'kind', kinds: ['accepted', 'closed'] })
    expect(parseFilter('cause:rule:echo')).toEqual(parseFilter('cause:echo'))
    expect(parseFilter('cause:"rule:ack, every frame",')).toEqual(
      parseFilter('cause:"rule:ack, every frame" ","'),
    )
    expect(parseFilter('hex:0a??0D')).toEqual(parseFilter('hex:"0A ?? 0d"'))
    expect(parseFilter('hex:4?')).toEqual({ is: 'hex', bytes: [{ value: 0x40, mask: 0xf0 }] })
    expect(parseFilter('/a b\\/"c/i')).toEqual({ is: 'regex', pattern: 'a b\\/"c', flags: 'i' })
    expect(parseFilter('time:-5m')).toEqual(parseFilter('time:>=-300s'))
    expect(parseFilter('text:login')).toEqual(text('login'))
    expect(parseFilter('login')).toEqual(text('login'))
    expect(parseFilter('"dir:in"')).toEqual(text('dir:in'))
    expect(parseFilter('10:20')).toEqual(text('10:20'))
    expect(parseFilter(String.raw`text:"a\"\\\n\r\t\xFfé"`)).toEqual({
      is: 'text',
      bytes: Uint8Array.of(0x61, 0x22, 0x5c, 10, 13, 9, 0xff, 0xc3, 0xa9),
    })
  })

  it('binds not before and before or', () => {
    const [a, b, c] = [text('a'), text('b'), text('c')]
    const expected = { is: 'any', nodes: [{ is: 'all', nodes: [a, { is: 'not', node: b }] }, c] }
    expect(parseFilter('a not b or c')).toEqual(expected)
    expect(parseFilter('a AND -b OR c')).toEqual(expected)
    expect(parseFilter('a (b or c)')).toEqual({ is: 'all', nodes: [a, { is: 'any', nodes: [b, c] }] })
    expect(parseFilter('user-login')).toEqual(text('user-login'))
  })

  it('says where and what is wrong', () => {
    expect(problemOf('peer:1 foo:2')).toEqual(['unknown-term', 'foo', 7])
    expect(problemOf('dir: in')).toEqual(['value-expected', 'dir:', 0])
    expect(problemOf('dir:in,up')).toEqual(['value-unknown', 'up', 7])
    expect(problemOf('peer:1,x')).toEqual(['number-expected', 'x', 7])
    expect(problemOf('peer:>3')).toEqual(['number-expected', '>3', 5])
    expect(problemOf('len:99999999999999999999')).toEqual(['number-expected', '99999999999999999999', 4])
    expect(problemOf('peer:9-4')).toEqual(['range-reversed', '9-4', 5])
    expect(problemOf('kind:opened')[0]).toBe('value-unknown')
    expect(problemOf('cause:mine')).toEqual(['value-unknown', 'mine', 6])
    expect(problemOf('time:>=9.41')).toEqual(['time-expected', '>=9.41', 5])
    expect(problemOf('time:24:00')).toEqual(['time-expected', '24:00', 5])
    expect(problemOf('time:2026-02-30')).toEqual(['time-expected', '2026-02-30', 5])
    expect(problemOf('time:-5m..09:00')).toEqual(['time-expected', '-5m..09:00', 5])
    expect(problemOf('time:-5m..-10m')).toEqual(['range-reversed', '-5m..-10m', 5])
    expect(problemOf('hex:0a0')).toEqual(['hex-odd', '0', 6])
    expect(problemOf('hex:"0a 0x"')).toEqual(['hex-digit', 'x', 9])
    expect(problemOf('hex:""')).toEqual(['text-empty', '""', 4])
    expect(problemOf('a /b')).toEqual(['regex-open', '/', 2])
    expect(problemOf('/api/login')).toEqual(['regex-flag', 'login', 5])
    expect(problemOf('a /x(?=b)/')).toEqual(['regex-look-around', '(?=', 4])
    expect(problemOf('/(?<!a)b/')).toEqual(['regex-look-around', '(?<!', 1])
    expect(problemOf('/(a)[\\1]\\1/')).toEqual(['regex-back-reference', '\\1', 8])
    expect(problemOf('/a(b/i')).toEqual(['regex-wrong', 'a(b', 1])
    expect(problemOf('/ab**/')).toEqual(['regex-wrong', '**', 3])
    expect(problemOf('/(a{1000}){2}/')).toEqual(['regex-wrong', '{2}', 10])
    expect(problemOf('//')[0]).toBe('text-empty')
    expect(problemOf('a or')).toEqual(['term-expected', '', 4])
    expect(problemOf('a and and b')).toEqual(['term-expected', 'and', 6])
    expect(problemOf('()')).toEqual(['term-expected', ')', 1])
    expect(problemOf('a (b')).toEqual(['parenthesis-open', '(', 2])
    expect(problemOf('a) b')).toEqual(['parenthesis-unexpected', ')', 1])
    expect(problemOf('a "b')).toEqual(['quote-open', '"', 2])
    expect(problemOf('"a\\q"')).toEqual(['escape-unknown', '\\q', 2])
    expect(problemOf('"\\x1"')).toEqual(['escape-unknown', '\\x1"', 1])
    expect(problemOf('text:""')).toEqual(['text-empty', '""', 5])
    expect(problemOf('('.repeat(5000))[0]).toBe('too-deep')
    expect(problemOf('-'.repeat(5000))[0]).toBe('too-deep')
  })

  it('words every problem in both languages', () => {
    const failure = new SockwrightError('E_FILTER', {
      position: 1,
      problem: 'number-expected',
      found: 'x',
    }).toFailure()
    expect(failureText(localFilterFailure(failure, 'zh-CN'), 'zh-CN')).toContain('“x”不是整数')
    expect(failureText(localFilterFailure(failure, 'en'), 'en')).toContain('“x” is not a whole number')
    for (const words of Object.values(filterProblems)) expect(words.en && words['zh-CN']).toBeTruthy()
  })

  it('accepts its own examples', () => {
    for (const { examples } of filterTerms) for (const example of examples) parseFilter(example)
    for (const { example } of filterOperators) parseFilter(example)
    for (const example of regexExamples) parseFilter(example)
  })

  it('throws nothing but E_FILTER, whatever is typed', () => {
    const piece = fc.constantFrom(
      'dir:',
      'peer:',
      'len:',
      '>',
      '1',
      '-',
      '(',
      ')',
      '"',
      '\\',
      '\\x',
      ' ',
      'or ',
      'and',
      ',',
      'in',
      '/',
      '[',
      '*',
      '{9}',
      '(?',
      'time:',
      '..',
      '09:41',
      'hex:',
      '?a',
    )
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 20 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(typed, (source) => {
        try {
          parseFilter(source)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'E_FILTER' })
          const { position, length } = (thrown as SockwrightError).details as {
            position: number
            length: number
          }
          expect(position).toBeGreaterThanOrEqual(1)
          expect(position - 1 + length).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('prints what it reads back as it was', () => {
    fc.assert(
      fc.property(node, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter)
      }),
      { numRuns: 500 },
    )
  })
})
