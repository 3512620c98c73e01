import { SockwrightError, type Failure } from '../contract/errors'
import { fillText, type Language, type LocalText } from '../language/local-text'
import { faultAt, type PayloadFault } from '../payload/payload-compilation'

/** What can be wrong with a filter, in words. `{found}` is the part of the filter that is marked. */
export const filterProblems = {
  'unknown-term': {
    en: '“{found}” is not a term; put text with a colon in quotes',
    'zh-CN': '没有“{found}”这个条件；含冒号的文本请加引号',
  },
  'value-expected': { en: '{found} needs a value', 'zh-CN': '{found} 后面需要一个值' },
  'value-unknown': {
    en: '“{found}” must be one of: {expected}',
    'zh-CN': '“{found}”应为以下之一：{expected}',
  },
  'number-expected': {
    en: '“{found}” is not a whole number or a range such as 4-9',
    'zh-CN': '“{found}”不是整数，也不是 4-9 这样的范围',
  },
  'time-expected': {
    en: '“{found}” is not a time; write 09:41:07, 2026-09-14T09:41 or -5m, also with > >= < <= or A..B',
    'zh-CN': '“{found}”不是时间；可写 09:41:07、2026-09-14T09:41 或 -5m，也可用 > >= < <= 或 A..B',
  },
  'range-reversed': {
    en: 'the range {found} ends before it begins',
    'zh-CN': '范围 {found} 的终点小于起点',
  },
  'term-expected': { en: 'a term is missing here', 'zh-CN': '此处缺少条件' },
  'parenthesis-open': { en: 'this parenthesis is never closed', 'zh-CN': '此括号没有闭合' },
  'parenthesis-unexpected': { en: 'this parenthesis was never opened', 'zh-CN': '此括号没有对应的左括号' },
  'quote-open': { en: 'this quote is never closed', 'zh-CN': '此引号没有闭合' },
  'escape-unknown': {
    en: '“{found}” is not an escape; use \\" \\\\ \\n \\r \\t or \\xNN',
    'zh-CN': '“{found}”不是有效转义；可用 \\" \\\\ \\n \\r \\t 或 \\xNN',
  },
  'text-empty': { en: 'the text is empty', 'zh-CN': '文本为空' },
  'hex-digit': {
    en: '“{found}” is not a hex digit; use 0-9 a-f, or ? for any digit',
    'zh-CN': '“{found}”不是十六进制数字；可用 0-9 a-f，? 表示任意数字',
  },
  'hex-odd': { en: 'the last byte has one digit only', 'zh-CN': '最后一个字节只有一位数字' },
  'regex-open': {
    en: 'this regular expression is never closed; put text that begins with / in quotes',
    'zh-CN': '此正则表达式没有闭合；以 / 开头的文本请加引号',
  },
  'regex-flag': {
    en: '“{found}” is no flag (i, m, s); put text that begins with / in quotes',
    'zh-CN': '“{found}”不是标志（i、m、s）；以 / 开头的文本请加引号',
  },
  'regex-look-around': {
    en: 'look-around such as {found} is not supported: it cannot be searched in linear time',
    'zh-CN': '不支持 {found} 这样的环视：无法在线性时间内查找',
  },
  'regex-back-reference': {
    en: 'back-references such as {found} are not supported: they cannot be searched in linear time',
    'zh-CN': '不支持 {found} 这样的反向引用：无法在线性时间内查找',
  },
  'regex-wrong': {
    en: '“{found}” cannot be read as a regular expression: {expected}',
    'zh-CN': '“{found}”不是可用的正则表达式：{expected}',
  },
  'too-deep': {
    en: 'parentheses and “not” are nested too deeply',
    'zh-CN': '括号与 not 嵌套过深',
  },
} as const satisfies Readonly<Record<string, LocalText>>

export type FilterProblem = keyof typeof filterProblems

/** The details of an `E_FILTER` failure, with its place in the filter; length 0 where something is missing. */
export interface FilterProblemDetails extends PayloadFault {
  readonly problem: FilterProblem
  /** The problem in English. */
  readonly problemText: string
  readonly found: string
  readonly expected: string
}

/** Makes the `E_FILTER` failure for the part of `source` from `start` (0-based) to `end`. */
export function filterError(
  problem: FilterProblem,
  source: string,
  start: number,
  end: number,
  expected = '',
): SockwrightError {
  const found = source.slice(start, end)
  const details: FilterProblemDetails = {
    ...faultAt(start, end - start),
    problem,
    problemText: fillText(filterProblems[problem].en, { found, expected }),
    found,
    expected,
  }
  return new SockwrightError('E_FILTER', { ...details })
}

/** A failure of a filter or of what a rule matches, with its `problemText` in `language`; any other as it is. */
export function localFilterFailure(failure: Failure, language: Language): Failure {
  if (failure.code !== 'E_FILTER' && failure.code !== 'E_MATCH') return failure
  const problem = String(failure.details['problem'])
  if (!Object.hasOwn(filterProblems, problem)) return failure
  const problemText = fillText(filterProblems[problem as FilterProblem][language], failure.details)
  return { ...failure, details: { ...failure.details, problemText } }
}
