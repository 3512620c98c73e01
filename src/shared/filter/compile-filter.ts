import type { EventSeverity } from '../capture/capture-event'
import { directions, recordKinds } from '../capture/record'
import type { FilterNode, FilterTerm } from './filter-node'
import { inRanges } from './filter-numbers'
import { TextPattern } from './text-pattern'

/** The fields of an index entry that terms look at, as the numbers that stand in the file. */
export interface FilterFields {
  readonly kind: number
  readonly direction: number
  readonly peer: number
  readonly length: number
}

/** What the fields alone tell: `content` means that payload or event decide. */
export const verdicts = { no: 0, yes: 1, content: 2 } as const
export type Verdict = (typeof verdicts)[keyof typeof verdicts]

/** What is in a record, asked for only where the fields do not decide. */
export interface FilterContent {
  /** Does the text with this number in {@link CompiledFilter.texts} occur? */
  hasText(text: number): boolean
  /** Of an event; null for a message. */
  severity(): EventSeverity | null
}

/** A filter ready to run. Index-only terms are decided by `byFields`, without reading any payload. */
export interface CompiledFilter {
  /** The texts to look for. */
  readonly texts: readonly TextPattern[]
  /** True where `byContent` cannot be true of a message in which none of the texts occurs. */
  readonly needsText: boolean
  byFields(fields: FilterFields): Verdict
  byContent(fields: FilterFields, content: FilterContent): boolean
}

type FieldTest = (fields: FilterFields) => Verdict
type ContentTest = (fields: FilterFields, content: FilterContent) => boolean
interface Compiled {
  readonly byFields: FieldTest
  readonly byContent: ContentTest
}

/** Compiles a filter. `byFields` is three-valued (Kleene): what it cannot know stays `content` only if it matters. */
export function compileFilter(node: FilterNode): CompiledFilter {
  const texts: TextPattern[] = []
  return { texts, needsText: !negatesText(node, false), ...compileNode(node, texts) }
}

/** Does a text stand under a `not`? Without one, what the fields leave open is false where no text occurs. */
function negatesText(node: FilterNode, negated: boolean): boolean {
  switch (node.is) {
    case 'all':
    case 'any':
      return node.nodes.some((part) => negatesText(part, negated))
    case 'not':
      return negatesText(node.node, true)
    default:
      return negated && node.is === 'text'
  }
}

function compileNode(node: FilterNode, texts: TextPattern[]): Compiled {
  switch (node.is) {
    case 'all':
      return compileAll(node.nodes.map((part) => compileNode(part, texts)))
    case 'any':
      return compileAny(node.nodes.map((part) => compileNode(part, texts)))
    case 'not':
      return compileNot(compileNode(node.node, texts))
    default:
      return compileTerm(node, texts)
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

function compileTerm(term: FilterTerm, texts: TextPattern[]): Compiled {
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
    case 'text': {
      const text = texts.push(new TextPattern(term.bytes)) - 1
      return { byFields: () => verdicts.content, byContent: (_, content) => content.hasText(text) }
    }
  }
}

function compileKind(kind: 'message' | 'event' | 'error'): Compiled {
  if (kind === 'message') return fieldTerm((fields) => fields.kind === recordKinds.message)
  if (kind === 'event') return fieldTerm((fields) => fields.kind === recordKinds.event)
  return {
    byFields: (fields) => (fields.kind === recordKinds.event ? verdicts.content : verdicts.no),
    byContent: (_, content) => content.severity() === 'error',
  }
}

function fieldTerm(matches: (fields: FilterFields) => boolean): Compiled {
  return {
    byFields: (fields) => (matches(fields) ? verdicts.yes : verdicts.no),
    byContent: (fields) => matches(fields),
  }
}
