import { captureEventNames } from '../capture/event-text'
import { opcodeNames, type Opcode } from '../capture/opcode'
import type { Direction } from '../capture/record'
import type { LocalText } from '../language/local-text'
import { causeWords, parseCauses, printCauses } from './filter-causes'
import { parseHex, printHex } from './filter-hex'
import { filterKinds, type FilterKind, type FilterTerm } from './filter-node'
import { commaParts, parseRanges, printRanges } from './filter-numbers'
import { filterError } from './filter-problem'
import { parseTimes, printTimes } from './filter-times'
import type { FilterToken, FilterValue } from './filter-tokens'
import { checkRegex, regexFlags } from './regex-pattern'
import { readAsCharacters, utf8Pieces } from './utf8-pieces'

/** A term of the filter language: how it is written, and what it says. Completion and documentation are made from it. */
export interface FilterTermDefinition {
  /** What stands before the colon. */
  readonly name: string
  /** Values to offer while typing; empty where any is possible. */
  readonly values: readonly string[]
  readonly examples: readonly string[]
  readonly explanation: LocalText
  /** Reads the value. Throws `E_FILTER`. */
  parse(source: string, value: FilterValue): FilterTerm
}

/** The names of directions in the language: an event has none. */
const directionNames: Readonly<Record<string, Direction>> = { in: 'in', out: 'out', event: 'none' }

const allKinds = [...filterKinds, ...captureEventNames]
const comparisons = ['>', '>=', '<', '<=']

export const filterTerms: readonly FilterTermDefinition[] = [
  {
    name: 'dir',
    values: Object.keys(directionNames),
    examples: ['dir:in', 'dir:out', 'dir:event', 'dir:in,event'],
    explanation: {
      en: 'Direction: messages received (in), messages sent (out), or events.',
      'zh-CN': '方向：收到的消息（in）、发出的消息（out）或事件（event）。',
    },
    parse: (source, value) => {
      const names = oneOf(source, value, Object.keys(directionNames))
      return { is: 'direction', directions: names.map((name) => directionNames[name]!) }
    },
  },
  {
    name: 'peer',
    values: [],
    examples: ['peer:3', 'peer:1,4-9'],
    explanation: {
      en: 'Numbers of peers: one, several by comma, or a range.',
      'zh-CN': '对端编号：单个、用逗号分隔的多个，或一个范围。',
    },
    parse: (source, value) => ({ is: 'peer', ranges: parseRanges(source, value, false) }),
  },
  {
    name: 'len',
    values: comparisons,
    examples: ['len:64', 'len:>100', 'len:<=20', 'len:10-20'],
    explanation: {
      en: 'Length of a message in bytes: a number, a comparison with > >= < <= =, or a range. Events have none.',
      'zh-CN': '消息的字节长度：数字、用 > >= < <= = 的比较，或一个范围。事件没有长度。',
    },
    parse: (source, value) => ({ is: 'length', ranges: parseRanges(source, value, true) }),
  },
  {
    name: 'kind',
    values: allKinds,
    examples: ['kind:message', 'kind:event', 'kind:error', 'kind:accepted,closed'],
    explanation: {
      en: 'Messages, events, only those events that report an error, or single events by name.',
      'zh-CN': '消息、事件、仅报告错误的事件，或按名称指定的事件。',
    },
    parse: (source, value) => ({ is: 'kind', kinds: oneOf(source, value, allKinds) as FilterKind[] }),
  },
  {
    name: 'time',
    values: ['-1m', '-5m', '-1h', ...comparisons],
    examples: ['time:>=09:41:07', 'time:09:41..09:45', 'time:>=2026-09-14T09:41', 'time:-5m'],
    explanation: {
      en: 'Local time, with or without a date, compared or from .. to; -5m is the last five minutes recorded.',
      'zh-CN': '本地时间，可带日期，可比较或写“起..止”；-5m 为记录的最后五分钟。',
    },
    parse: (source, value) => ({ is: 'time', ranges: parseTimes(source, value) }),
  },
  {
    name: 'cause',
    values: causeWords,
    examples: ['cause:hand', 'cause:rule', 'cause:"rule:ack every frame"', 'cause:echo,reply'],
    explanation: {
      en: 'Why a message went out: by hand, by any rule, or by one of that name (in quotes); none is all else.',
      'zh-CN': '消息发出的原因：手动、任意规则或指定名称的规则（加引号）；none 为其余各项。',
    },
    parse: parseCauses,
  },
  {
    name: 'opcode',
    values: opcodeNames,
    examples: ['opcode:text', 'opcode:ping,pong', 'opcode:close'],
    explanation: {
      en: 'WebSocket messages of a kind: text, binary, ping, pong, close.',
      'zh-CN': 'WebSocket 消息的类型：文本 text、二进制 binary、ping、pong、关闭 close。',
    },
    parse: (source, value) => ({
      is: 'opcode',
      opcodes: oneOf(source, value, opcodeNames) as Opcode[],
    }),
  },
  {
    name: 'text',
    values: [],
    examples: ['text:"user login"', 'login', '"\\x00\\xff"'],
    explanation: {
      en: 'Text in a message, in its encoding, or in an event, ignoring case. The name may be left out.',
      'zh-CN': '消息中的文字（按其编码）或事件中的文字，忽略大小写。可省略 text:。',
    },
    parse: parseText,
  },
  {
    name: 'hex',
    values: [],
    examples: ['hex:0a??0d', 'hex:"de ad be ef"', 'hex:4?'],
    explanation: {
      en: 'Bytes in a message as pairs of hex digits; ? stands for any digit.',
      'zh-CN': '消息中的字节，写成成对的十六进制数字；? 表示任意数字。',
    },
    parse: parseHex,
  },
]

/** The words and signs that join terms, for completion and documentation. */
export const filterOperators: readonly { readonly example: string; readonly explanation: LocalText }[] = [
  {
    example: 'dir:in peer:1',
    explanation: {
      en: 'Terms beside each other must all match; the word “and” may stand between them.',
      'zh-CN': '并列的条件须全部满足；其间可写 and。',
    },
  },
  {
    example: 'peer:1 or peer:4',
    explanation: {
      en: 'One of the two must match. “and” binds closer than “or”.',
      'zh-CN': '满足其一即可。and 的优先级高于 or。',
    },
  },
  {
    example: '-dir:event',
    explanation: { en: 'Must not match; also “not dir:event”.', 'zh-CN': '不得满足；也可写 not dir:event。' },
  },
  {
    example: '(peer:1 or peer:4) len:>100',
    explanation: { en: 'Parentheses group.', 'zh-CN': '用括号分组。' },
  },
]

/** How a regular expression is written: it is the one term without a name. */
export const regexExamples: readonly string[] = ['/^user \\d+/', '/error|failed/i']

/** Reads a regular expression. Throws `E_FILTER`. */
export function parseRegex(source: string, { start, end, name, value }: FilterToken): FilterTerm {
  const { word: pattern, start: from, end: to } = value!
  if (pattern === '') throw filterError('text-empty', source, start, end)
  const wrongFlag = [...name].find(
    (flag, at) => !Object.hasOwn(regexFlags, flag) || name.indexOf(flag) !== at,
  )
  if (wrongFlag !== undefined) throw filterError('regex-flag', source, to + 1, end)
  checkRegex(source, from, pattern, name)
  return { is: 'regex', pattern, flags: name }
}

/** Reads a text, named or bare. Throws `E_FILTER`. */
export function parseText(source: string, value: FilterValue): FilterTerm {
  if (value.bytes.length === 0) throw filterError('text-empty', source, value.start, value.end)
  const given = readAsCharacters(value.bytes, value.given ?? [])
  return given.length > 0 ? { is: 'text', bytes: value.bytes, given } : { is: 'text', bytes: value.bytes }
}

function oneOf(source: string, value: FilterValue, allowed: readonly string[]): string[] {
  return commaParts(value).map(({ text, start, end }) => {
    if (allowed.includes(text)) return text
    throw filterError('value-unknown', source, start, end, allowed.join(', '))
  })
}

/** The term in the language; {@link FilterTermDefinition.parse} reads it back as it was. */
export function printTerm(term: FilterTerm): string {
  switch (term.is) {
    case 'direction':
      return `dir:${term.directions.map((direction) => (direction === 'none' ? 'event' : direction)).join(',')}`
    case 'peer':
      return `peer:${printRanges(term.ranges)}`
    case 'length':
      return `len:${printRanges(term.ranges)}`
    case 'kind':
      return `kind:${term.kinds.join(',')}`
    case 'time':
      return `time:${printTimes(term.ranges)}`
    case 'cause':
      return `cause:${printCauses(term.causes)}`
    case 'opcode':
      return `opcode:${term.opcodes.join(',')}`
    case 'hex':
      return `hex:${printHex(term.bytes)}`
    case 'regex':
      return `/${term.pattern}/${term.flags}`
    case 'text':
      return `text:${quotedText(term)}`
  }
}

const printedEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

function quotedText({ bytes, given }: Extract<FilterTerm, { is: 'text' }>): string {
  const parts = utf8Pieces(bytes, given).map((piece) => {
    if (piece.is === 'byte') return hexEscape(piece.byte)
    const code = piece.text.codePointAt(0)!
    return printedEscapes[piece.text] ?? (code < 0x20 || code === 0x7f ? hexEscape(code) : piece.text)
  })
  return `"${parts.join('')}"`
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
