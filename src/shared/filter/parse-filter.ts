import { emptyFilter, type FilterNode } from './filter-node'
import { filterError } from './filter-problem'
import { filterTerms, parseRegex, parseText } from './filter-terms'
import { filterTokens, type FilterToken } from './filter-tokens'

/** Parentheses and negations inside each other; more is refused so that no filter can exhaust the stack. */
const maxDepth = 100

/**
 * Reads a filter (`docs/filter.md`). Grammar, keywords in any case:
 *
 *     filter   = [ any ]
 *     any      = all { "or" all }
 *     all      = unary { [ "and" ] unary }
 *     unary    = ( "not" | "-" ) unary | "(" any ")" | NAME ":" value | value | "/" … "/" FLAGS
 *     value    = WORD | '"' … '"'
 *
 * Throws `E_FILTER` with {@link FilterProblemDetails} and nothing else.
 */
export function parseFilter(source: string): FilterNode {
  const parser = new FilterParser(source, filterTokens(source))
  return parser.whole()
}

class FilterParser {
  private at = 0
  private depth = 0

  constructor(
    private readonly source: string,
    private readonly tokens: readonly FilterToken[],
  ) {}

  whole(): FilterNode {
    if (this.next.is === 'end') return emptyFilter
    const node = this.any()
    if (this.next.is === 'close') throw this.wrong('parenthesis-unexpected', this.next)
    return node
  }

  private any(): FilterNode {
    const nodes = [this.all()]
    while (this.next.is === 'or') {
      this.at += 1
      nodes.push(this.all())
    }
    return nodes.length === 1 ? nodes[0]! : { is: 'any', nodes }
  }

  private all(): FilterNode {
    const nodes = [this.unary()]
    while (this.next.is !== 'end' && this.next.is !== 'close' && this.next.is !== 'or') {
      if (this.next.is === 'and') this.at += 1
      nodes.push(this.unary())
    }
    return nodes.length === 1 ? nodes[0]! : { is: 'all', nodes }
  }

  private unary(): FilterNode {
    const token = this.next
    if (token.is === 'not') return this.nested(token, () => ({ is: 'not', node: this.unary() }))
    if (token.is === 'open') return this.nested(token, () => this.group(token))
    if (token.is !== 'term' && token.is !== 'value' && token.is !== 'regex') {
      throw this.wrong('term-expected', token)
    }
    this.at += 1
    if (token.is === 'regex') return parseRegex(this.source, token)
    return token.is === 'value' ? parseText(this.source, token.value!) : this.term(token)
  }

  private nested(token: FilterToken, read: () => FilterNode): FilterNode {
    if (this.depth === maxDepth) throw this.wrong('too-deep', token)
    this.depth += 1
    this.at += 1
    const node = read()
    this.depth -= 1
    return node
  }

  private group(open: FilterToken): FilterNode {
    const node = this.any()
    if (this.next.is !== 'close') throw this.wrong('parenthesis-open', open)
    this.at += 1
    return node
  }

  private term(token: FilterToken): FilterNode {
    const { name, value, start } = token
    const nameEnd = start + name.length
    const definition = filterTerms.find((candidate) => candidate.name === name)
    if (!definition) throw filterError('unknown-term', this.source, start, nameEnd)
    if (value!.word === '' && !value!.quoted) {
      throw filterError('value-expected', this.source, start, nameEnd + 1)
    }
    return definition.parse(this.source, value!)
  }

  private get next(): FilterToken {
    return this.tokens[this.at]!
  }

  private wrong(problem: Parameters<typeof filterError>[0], token: FilterToken): Error {
    return filterError(problem, this.source, token.start, token.end)
  }
}
