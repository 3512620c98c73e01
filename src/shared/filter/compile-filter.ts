import type { TextEncoding } from '../encoding/text-encoding'
import type { CaptureEventName, EventSeverity } from '../capture/capture-event'
import { opcodeOf } from '../capture/opcode'
import { directions, recordKinds, type Cause } from '../capture/record'
import { isCause } from './filter-causes'
import type { FilterKind, FilterNode, FilterTerm } from './filter-node'
import { inRanges } from './filter-numbers'
import type { FilterPattern } from './filter-pattern'
import { timeTest } from './filter-times'
import { HexPattern } from './hex-pattern'
import { RegexPattern } from './regex-pattern'
import { TextPattern } from './text-pattern'

/** The fields of an index entry that terms look at, as the numbers that stand in the file. */
export interface FilterFields {
  /** µs since the epoch. */
  readonly time: number
  readonly kind: number
  readonly direction: number
  readonly peer: number
  readonly length: number
  readonly flags: number
  readonly cause: Cause
}

/** What the fields alone tell: `content` means that payload or event decide. */
export const verdicts = { no: 0, yes: 1, content: 2 } as const
export type Verdict = (typeof verdicts)[keyof typeof verdicts]

/** What is in a record, asked for only where the fields do not decide. */
export interface FilterContent {
  /** Does the pattern with this number in {@link CompiledFilter.patterns} occur? */
  has(pattern: number): boolean
  /** Name of an event; null for a message. */
  event(): CaptureEventName | null
  /** Of an event; null for a message. */
  severity(): EventSeverity | null
}

/** A filter ready to run. Index-only terms are decided by `byFields`, without reading any payload. */
export interface CompiledFilter {
  /** What to look for in payload. */
  readonly patterns: readonly FilterPattern[]
  /** What to look for in the text of events, which is UTF-8: the same by number. */
  readonly eventPatterns: readonly FilterPattern[]
  /** True where `byContent` cannot be true of a message in which none of the patterns occurs. */
  readonly needsPattern: boolean
  /** True where no message matches in which none of the patterns occurs. */
  readonly matchesOnlyByPattern: boolean
  byFields(fields: FilterFields): Verdict
  byContent(fields: FilterFields, content: FilterContent): boolean
}

type FieldTest = (fields: FilterFields) => Verdict
type ContentTest = (fields: FilterFields, content: FilterContent) => boolean
interface Compiled {
  readonly byFields: FieldTest
  readonly byContent: ContentTest
}

/** What a filter is compiled against. */
interface Compilation {
  readonly patterns: FilterPattern[]
  readonly eventPatterns: FilterPattern[]
  readonly newest: number
  readonly encoding: TextEncoding
}

/**
 * Compiles a filter for messages with text of `encoding`; times ago count back from `newest` (µs since the epoch). `byFields` is three-valued (Kleene): what
 * it cannot know stays `content` only if it matters.
 */
export function compileFilter(
  node: FilterNode,
  newest = Date.now() * 1_000,
  encoding: TextEncoding = 'utf-8',
): CompiledFilter {
  const to: Compilation = { patterns: [], eventPatterns: [], newest, encoding }
  const compiled = compileNode(node, to)
  const { patterns, eventPatterns } = to
  const needsPattern = !negatesPattern(node, false)
  const matchesOnlyByPattern = needsPattern && isOpenByFields(node)
  return { patterns, eventPatterns, needsPattern, matchesOnlyByPattern, ...compiled }
}

/** Does a pattern stand under a `not`? Without one, what the fields leave open is false where no pattern occurs. */
function negatesPattern(node: FilterNode, negated: boolean): boolean {
  switch (node.is) {
    case 'all':
    case 'any':
      return node.nodes.some((part) => negatesPattern(part, negated))
    case 'not':
      return negatesPattern(node.node, true)
    default:
      return negated && (node.is === 'text' || node.is === 'hex' || node.is === 'regex')
  }
}

/** Can the fields alone never tell that a message matches? Asked of filters that negate no pattern. */
function isOpenByFields(node: FilterNode): boolean {
  switch (node.is) {
    case 'all':
      return node.nodes.some(isOpenByFields)
    case 'any':
      return node.nodes.length > 0 && node.nodes.every(isOpenByFields)
    case 'not':
      return false
    default:
      return node.is === 'text' || node.is === 'hex' || node.is === 'regex'
  }
}

function compileNode(node: FilterNode, to: Compilation): Compiled {
  switch (node.is) {
    case 'all':
      return compileAll(node.nodes.map((part) => compileNode(part, to)))
    case 'any':
      return compileAny(node.nodes.map((part) => compileNode(part, to)))
    case 'not':
      return compileNot(compileNode(node.node, to))
    default:
      return compileTerm(node, to)
  }
}

function compileAll(parts: readonly Compiled[]): Compiled {
  return {
    byFields: (fields) => {
      let verdict: Verdict = verdicts.yes
      for (const part of parts) {
        const found = part.byFields(fields)
        if (found === verdicts.no) return found
        if (found === verdicts.content) verdict = found
      }
      return verdict
    },
    byContent: (fields, content) => parts.every((part) => decide(part, fields, content)),
  }
}

function compileAny(parts: readonly Compiled[]): Compiled {
  return {
    byFields: (fields) => {
      let verdict: Verdict = verdicts.no
      for (const part of parts) {
        const found = part.byFields(fields)
        if (found === verdicts.yes) return found
        if (found === verdicts.content) verdict = found
      }
      return verdict
    },
    byContent: (fields, content) => parts.some((part) => decide(part, fields, content)),
  }
}

function compileNot(part: Compiled): Compiled {
  return {
    byFields: (fields) => {
      const found = part.byFields(fields)
      if (found === verdicts.content) return found
      return found === verdicts.yes ? verdicts.no : verdicts.yes
    },
    byContent: (fields, content) => !decide(part, fields, content),
  }
}

function decide(part: Compiled, fields: FilterFields, content: FilterContent): boolean {
  const found = part.byFields(fields)
  return found === verdicts.content ? part.byContent(fields, content) : found === verdicts.yes
}

function compileTerm(term: FilterTerm, to: Compilation): Compiled {
  switch (term.is) {
    case 'direction': {
      const wanted = term.directions.map((direction) => directions[direction] as number)
      return fieldTerm((fields) => wanted.includes(fields.direction))
    }
    case 'peer':
      return fieldTerm((fields) => inRanges(term.ranges, fields.peer))
    case 'length':
      return fieldTerm(
        (fields) => fields.kind === recordKinds.message && inRanges(term.ranges, fields.length),
      )
    case 'kind':
      return compileAny(term.kinds.map(compileKind))
    case 'time':
      return compileAny(
        term.ranges.map((range) => {
          const matches = timeTest(range, to.newest)
          return fieldTerm(({ time }) => matches(time))
        }),
      )
    case 'cause':
      return fieldTerm(({ cause }) => term.causes.some((wanted) => isCause(wanted, cause)))
    case 'opcode':
      return fieldTerm(({ flags }) => {
        const opcode = opcodeOf(flags)
        return opcode !== null && term.opcodes.includes(opcode)
      })
    case 'text':
      return compilePattern((encoding) => new TextPattern(term.bytes, encoding, term.given), to)
    case 'hex': {
      const isMessage = fieldTerm(({ kind }) => kind === recordKinds.message)
      return compileAll([isMessage, compilePattern(() => new HexPattern(term.bytes), to)])
    }
    case 'regex':
      return compilePattern((encoding) => new RegexPattern(term.pattern, term.flags, encoding), to)
  }
}

function compilePattern(make: (encoding: TextEncoding) => FilterPattern, to: Compilation): Compiled {
  const pattern = make(to.encoding)
  const number = to.patterns.push(pattern) - 1
  to.eventPatterns.push(to.encoding === 'utf-8' ? pattern : make('utf-8'))
  return { byFields: () => verdicts.content, byContent: (_, content) => content.has(number) }
}

function compileKind(kind: FilterKind): Compiled {
  if (kind === 'message') return fieldTerm((fields) => fields.kind === recordKinds.message)
  if (kind === 'event') return fieldTerm((fields) => fields.kind === recordKinds.event)
  return {
    byFields: (fields) => (fields.kind === recordKinds.event ? verdicts.content : verdicts.no),
    byContent: (_, content) => (kind === 'error' ? content.severity() === 'error' : content.event() === kind),
  }
}

function fieldTerm(matches: (fields: FilterFields) => boolean): Compiled {
  return {
    byFields: (fields) => (matches(fields) ? verdicts.yes : verdicts.no),
    byContent: (fields) => matches(fields),
  }
}
