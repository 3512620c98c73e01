import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaptureEventName, EventSeverity } from '../../src/shared/capture/capture-event'
import { compileFilter, verdicts } from '../../src/shared/filter/compile-filter'
import type { Cause } from '../../src/shared/capture/record'
import { printHex } from '../../src/shared/filter/filter-hex'
import type { FilterNode } from '../../src/shared/filter/filter-node'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { TextPattern } from '../../src/shared/filter/text-pattern'
import { TextSearch } from '../../src/shared/filter/text-search'
import { matchesRecord } from '../support/match-record'

interface Sample {
  readonly time: number
  readonly kind: 1 | 2
  readonly direction: 0 | 1 | 2
  readonly peer: number
  readonly length: number
  readonly flags: number
  readonly cause: Cause
  readonly bytes: Uint8Array
  readonly event: CaptureEventName | null
  readonly severity: EventSeverity | null
}

const opcodeNumbers = { text: 1, binary: 2, ping: 3, pong: 4, close: 5 }
const directionNumbers = { none: 0, in: 1, out: 2 }
/** Newest record: local 2026-09-14 09:41:07.5, in µs. */
const newest = new Date(2026, 8, 14, 9, 41, 7, 500).getTime() * 1_000

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
        if (kind === 'message' || kind === 'event') return sample.kind === (kind === 'message' ? 1 : 2)
        return sample.event === kind
      })
    case 'cause':
      return node.causes.some((cause) =>
        cause === 'rule'
          ? ['echo', 'greeting', 'reply'].includes(sample.cause) || sample.cause.startsWith('rule:')
          : cause === sample.cause,
      )
    case 'time':
      return node.ranges.some((range) => {
        if (range.is !== 'ago') throw new Error('tested apart')
        const ago = newest - sample.time
        return ago <= (range.from ?? Infinity) && ago >= (range.to ?? -Infinity)
      })
    case 'opcode':
      return node.opcodes.some((opcode) => sample.flags >> 8 === opcodeNumbers[opcode])
    case 'hex': {
      if (sample.kind === 2) return false
      const [digits, found] = [printHex(node.bytes), Buffer.from(sample.bytes).toString('hex')]
      return new RegExp(`^(..)*${digits.replaceAll('?', '.')}`).test(found)
    }
    case 'regex':
      return new RegExp(node.pattern, node.flags).test(Buffer.from(sample.bytes).toString('latin1'))
    case 'text': {
      const lower = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').toLowerCase()
      return lower(sample.bytes).includes(lower(node.bytes))
    }
  }
}

const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '\n', '0'), maxLength: 12 })
/** µs. */
const age = fc.constantFrom(0, 1, 999_999, 1_000_000, 1_000_001, 60_000_000)
const sampleCause = fc.constantFrom<Cause>(
  'none',
  'hand',
  'echo',
  'greeting',
  'reply',
  'rule:every frame',
  'script:gate',
)
const message: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.constantFrom(1 as const, 2 as const),
    fc.integer({ min: 1, max: 4 }),
    letters,
    age,
    sampleCause,
    fc.integer({ min: 0, max: 5 }),
  )
  .map(([direction, peer, found, ago, cause, opcode]) => {
    const bytes = new TextEncoder().encode(found)
    const { length } = bytes
    const facts = { time: newest - ago, kind: 1 as const, direction, peer, length, cause }
    return { ...facts, flags: opcode << 8, bytes, event: null, severity: null }
  })
const event: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.integer({ min: 0, max: 4 }),
    letters,
    fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
    age,
    fc.constantFrom('accepted' as const, 'closed' as const),
  )
  .map(([peer, found, severity, ago, event]) => {
    const bytes = new TextEncoder().encode(found)
    const facts = {
      kind: 2 as const,
      direction: 0 as const,
      peer,
      length: bytes.length + 20,
      cause: 'none' as const,
      flags: 0,
    }
    return { ...facts, time: newest - ago, bytes, event, severity }
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
    'kind:closed',
    'opcode:text',
    'opcode:ping,close',
    'cause:rule',
    'cause:rule:echo,hand',
    'cause:"rule:every frame"',
    'time:-1s',
    'time:<-1s',
    'time:-1m..-999999us',
  ),
  fc.constantFrom('a', 'B0', 'text:"ab"', '"a\\nb"', 'text:aab', 'hex:61', 'hex:?1', 'hex:61??62'),
  fc.constantFrom('/a+b/', '/^a/i', '/[^ab]$/', '/(a|b){3}/', '/A.b/s', '/^b/m'),
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
          const compiled = compileFilter(parsed, newest)
          for (const sample of samples) {
            expect(matchesRecord(compiled, sample, () => sample)).toBe(plainly(parsed, sample))
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it('decides by the index alone wherever it can', () => {
    const fields = {
      time: newest,
      kind: 1,
      direction: 1,
      peer: 3,
      length: 10,
      flags: 0,
      cause: 'echo' as const,
    }
    const verdict = (source: string) => compileFilter(parseFilter(source)).byFields(fields)
    expect(verdict('text:x peer:4')).toBe(verdicts.no)
    expect(verdict('text:x or peer:3')).toBe(verdicts.yes)
    expect(verdict('-(text:x peer:4)')).toBe(verdicts.yes)
    expect(verdict('kind:error')).toBe(verdicts.no)
    expect(verdict('text:x peer:3')).toBe(verdicts.content)
    expect(verdict('/x/ cause:hand')).toBe(verdicts.no)
    expect(verdict('hex:00 or time:>=1970-01-01')).toBe(verdicts.yes)
    expect(verdict('kind:closed')).toBe(verdicts.no)
  })

  it('takes times as local ones', () => {
    const at = (text: string) => new Date(text).getTime() * 1_000
    const matches = (source: string, time: number) => {
      const fields = { time, kind: 1, direction: 1, peer: 1, length: 1, flags: 0, cause: 'none' as const }
      return compileFilter(parseFilter(source), newest).byFields(fields) === verdicts.yes
    }
    const morning = at('2026-09-14T09:41:07')
    expect(matches('time:>=09:41:07', morning)).toBe(true)
    expect(matches('time:>=09:41:07', morning - 1)).toBe(false)
    expect(matches('time:>09:41:07', morning + 999_999)).toBe(false)
    expect(matches('time:>09:41:07', morning + 1_000_000)).toBe(true)
    expect(matches('time:09:41', morning)).toBe(true)
    expect(matches('time:<09:41', morning)).toBe(false)
    expect(matches('time:09:41:07.000000', morning)).toBe(true)
    expect(matches('time:>=09:41:07', at('2027-01-02T10:00:00'))).toBe(true)
    expect(matches('time:23:55..00:05', at('2026-09-14T23:59:00'))).toBe(true)
    expect(matches('time:23:55..00:05', at('2026-09-15T00:05:59'))).toBe(true)
    expect(matches('time:23:55..00:05', at('2026-09-15T12:00:00'))).toBe(false)
    expect(matches('time:2026-09-14', morning)).toBe(true)
    expect(matches('time:>2026-09-14', morning)).toBe(false)
    expect(matches('time:2026-09-14T09:41..09:42', at('2026-09-14T09:42:59'))).toBe(true)
    expect(matches('time:">=2026-09-14 09:41:08"', morning)).toBe(false)
    expect(matches('time:-5m', newest - 300_000_000)).toBe(true)
    expect(matches('time:-5m', newest - 300_000_001)).toBe(false)
    expect(matches('time:-5m', newest + 1_000_000)).toBe(true)
    expect(matches('time:-10m..-5m', newest)).toBe(false)
  })
})

describe('regular expressions', () => {
  const occursIn = (source: string, text: string) => {
    const filter = compileFilter(parseFilter(source))
    const fields = {
      time: 0,
      kind: 1,
      direction: 1,
      peer: 1,
      length: text.length,
      flags: 0,
      cause: 'none' as const,
    }
    const bytes = new TextEncoder().encode(text)
    return matchesRecord(filter, fields, () => ({ bytes, event: null, severity: null }))
  }

  it('match as written, with their flags', () => {
    expect(occursIn('/login \\d+/', 'x login 42')).toBe(true)
    expect(occursIn('/LOGIN/', 'login')).toBe(false)
    expect(occursIn('/LOGIN/i', 'login')).toBe(true)
    expect(occursIn('/ÄÖ/i', 'xäö')).toBe(true)
    expect(occursIn('/^b$/m', 'a\nb\nc')).toBe(true)
    expect(occursIn('/a.b/s', 'a\nb')).toBe(true)
    expect(occursIn('/a\\/b/', 'a/b')).toBe(true)
  })

  it('take the end of a line for the end of its message', () => {
    expect(occursIn('/ok$/', 'ok\r\n')).toBe(true)
    expect(occursIn('/ok$/', 'ok\n')).toBe(true)
    expect(occursIn('/ok\\r\\n$/', 'ok\r\n')).toBe(true)
    expect(occursIn('/ok$/', 'ok\nno')).toBe(false)
  })

  it('end in time where a backtracking engine would not', () => {
    const letters = 'a'.repeat(50_000)
    expect(occursIn('/^(a+)+$/', `${letters}!`)).toBe(false)
    expect(occursIn('/^(a|aa)+$/', `${letters}!`)).toBe(false)
    expect(occursIn('/(a*)*b/', letters)).toBe(false)
    expect(occursIn('/(.*a){12}$/', `${letters}!`)).toBe(false)
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
