import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventSeverity } from '../../src/shared/capture/capture-event'
import { compileFilter, verdicts } from '../../src/shared/filter/compile-filter'
import type { FilterNode } from '../../src/shared/filter/filter-node'
import { matchesRecord } from '../../src/shared/filter/match-record'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { TextPattern } from '../../src/shared/filter/text-pattern'
import { TextSearch } from '../../src/shared/filter/text-search'

interface Sample {
  readonly kind: 1 | 2
  readonly direction: 0 | 1 | 2
  readonly peer: number
  readonly length: number
  readonly bytes: Uint8Array
  readonly severity: EventSeverity | null
}

const directionNumbers = { none: 0, in: 1, out: 2 }

/** The meaning of the language, as plainly as it can be said; for texts of ASCII. */
function plainly(node: FilterNode, sample: Sample): boolean {
  switch (node.is) {
    case 'all':
      return node.nodes.every((part) => plainly(part, sample))
    case 'any':
      return node.nodes.some((part) => plainly(part, sample))
    case 'not':
      return !plainly(node.node, sample)
    case 'direction':
      return node.directions.some((direction) => directionNumbers[direction] === sample.direction)
    case 'peer':
      return node.ranges.some(({ from, to }) => from <= sample.peer && sample.peer <= to)
    case 'length':
      return (
        sample.kind === 1 && node.ranges.some(({ from, to }) => from <= sample.length && sample.length <= to)
      )
    case 'kind':
      return node.kinds.some((kind) => {
        if (kind === 'error') return sample.severity === 'error'
        return sample.kind === (kind === 'message' ? 1 : 2)
      })
    case 'text': {
      const lower = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').toLowerCase()
      return lower(sample.bytes).includes(lower(node.bytes))
    }
  }
}

const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '\n', '0'), maxLength: 12 })
const message: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom(1 as const, 2 as const), fc.integer({ min: 1, max: 4 }), letters)
  .map(([direction, peer, found]) => {
    const bytes = new TextEncoder().encode(found)
    return { kind: 1, direction, peer, length: bytes.length, bytes, severity: null }
  })
const event: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.integer({ min: 0, max: 4 }),
    letters,
    fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
  )
  .map(([peer, found, severity]) => {
    const bytes = new TextEncoder().encode(found)
    return { kind: 2, direction: 0, peer, length: bytes.length + 20, bytes, severity }
  })
const piece = fc.oneof(
  fc.constantFrom(
    'dir:in',
    'dir:out,event',
    'peer:0-1',
    'peer:2,4',
    'len:>3',
    'len:2-6',
    'kind:error',
    'kind:message',
  ),
  fc.constantFrom('a', 'B0', 'text:"ab"', '"a\\nb"', 'text:aab'),
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    piece,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} ${b})`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} or ${b})`),
    tie('filter').map((a) => `-${a}`),
  ),
}))

describe('matching records', () => {
  it('agrees with the plain meaning of the language', () => {
    fc.assert(
      fc.property(
        filter,
        fc.array(fc.oneof(message, event), { minLength: 1, maxLength: 20 }),
        (source, samples) => {
          const parsed = parseFilter(source)
          const compiled = compileFilter(parsed)
          for (const sample of samples) {
            expect(matchesRecord(compiled, sample, () => sample)).toBe(plainly(parsed, sample))
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('decides by the index alone wherever it can', () => {
    const fields = { kind: 1, direction: 1, peer: 3, length: 10 }
    const verdict = (source: string) => compileFilter(parseFilter(source)).byFields(fields)
    expect(verdict('text:x peer:4')).toBe(verdicts.no)
    expect(verdict('text:x or peer:3')).toBe(verdicts.yes)
    expect(verdict('-(text:x peer:4)')).toBe(verdicts.yes)
    expect(verdict('kind:error')).toBe(verdicts.no)
    expect(verdict('text:x peer:3')).toBe(verdicts.content)
  })
})

describe('text in bytes', () => {
  const find = (pattern: string | Uint8Array, found: string | Uint8Array) => {
    const bytes = (value: string | Uint8Array) =>
      typeof value === 'string' ? new TextEncoder().encode(value) : value
    const searched = bytes(found)
    return new TextSearch(new TextPattern(bytes(pattern)), searched, searched.length).find(0)
  }

  it('ignores case in ASCII and in other scripts', () => {
    expect(find('LoGiN', 'user login')).toBe(5)
    expect(find('ÀÉ', 'xàé')).toBe(1)
    expect(find('привет', 'ПРИВЕТ')).toBe(0)
    expect(find('Σίσυφος', 'ΣΊΣΥΦΟΣ')).toBe(0)
    expect(find('会话', '新会话')).toBe(3)
    expect(find('ab', 'ba')).toBe(-1)
    expect(find('a', '')).toBe(-1)
  })

  it('takes forms of different length in UTF-8', () => {
    expect(find('xⱥy', 'xȺY')).toBe(0)
    expect(find('xȺy', 'aaXⱥY')).toBe(2)
  })

  it('takes bytes outside UTF-8 as they are', () => {
    expect(find(Uint8Array.of(0xff, 0x41), Uint8Array.of(1, 0xff, 0x61))).toBe(1)
    expect(find(Uint8Array.of(0xe9), Uint8Array.of(0xc9))).toBe(-1)
  })

  it('finds every match that comparing letter by letter finds', () => {
    const folded = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').toLowerCase()
    const small = fc.uint8Array({ min: 0x60, max: 0x63, minLength: 1, maxLength: 5 })
    const long = fc.array(fc.constantFrom(0x41, 0x60, 0x61, 0x62, 0x42, 0x63), { maxLength: 60 })
    fc.assert(
      fc.property(small, long, (pattern, searched) => {
        const bytes = Uint8Array.from(searched)
        expect(find(pattern, bytes)).toBe(folded(bytes).indexOf(folded(pattern)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('finds the same in long data, where it looks for rare bytes first', () => {
    const searched = new TextEncoder().encode('the quick brown fox jumps over the lazy dog. '.repeat(3_000))
    const at = [0, 7, 70_000, 70_003, 134_990]
    for (const position of at) searched.set(new TextEncoder().encode('#ZeN'), position)
    const text = Buffer.from(searched).toString('latin1').toLowerCase()
    for (const pattern of ['#zen', 'zen', 'lazy', 'the', 'o', 'x jumps', 'Z', 'nowhere']) {
      const search = new TextSearch(
        new TextPattern(new TextEncoder().encode(pattern)),
        searched,
        searched.length,
      )
      const expected: number[] = []
      const lower = pattern.toLowerCase()
      for (let from = text.indexOf(lower); from >= 0; from = text.indexOf(lower, from + 1))
        expected.push(from)
      const found: number[] = []
      for (let from = search.find(0); from >= 0; from = search.find(from + 1)) found.push(from)
      expect([pattern, found]).toEqual([pattern, expected])
    }
  })
})
