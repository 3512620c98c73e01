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

/** An `E_FILTER` failure whose `problemText` is in `language`, for `failureText`; any other failure as it is. */
export function localFilterFailure(failure: Failure, language: Language): Failure {
  if (failure.code !== 'E_FILTER') return failure
  const problem = String(failure.details['problem'])
  if (!Object.hasOwn(filterProblems, problem)) return failure
  const problemText = fillText(filterProblems[problem as FilterProblem][language], failure.details)
  return { ...failure, details: { ...failure.details, problemText } }
}
