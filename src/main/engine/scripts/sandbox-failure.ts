import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { ErrorCode } from '../../../shared/contract/error-catalogue/error-catalogue'
import type { LocalText } from '../../../shared/language/local-text'
import { loopBehind, type TextPlace } from './loop-place'
import { scriptDeadlineMs, scriptMemoryBytes } from '../../../shared/scripts/endpoint-script'

/** The name under which the sandbox reads a person's script. */
export const scriptFile = 'script.js'

/** A script that cannot go on. */
export class ScriptStop extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

/** A call that failed; the script goes on. */
export class ScriptFault extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

/** What a script has thrown, as the sandbox dumps it; null where there was no memory left to make it of. */
export interface ThrownValue {
  readonly name?: unknown
  readonly message?: unknown
  readonly stack?: unknown
}

const megabytes = scriptMemoryBytes / 1024 / 1024

/**
 * What became of a call that failed. `stops` tells that the script cannot go on. A script that is `starting` has
 * failed for good whatever it threw.
 */
export function scriptFailure(
  thrown: unknown,
  phase: 'starting' | 'running',
  source: string,
): { readonly failure: Failure; readonly stops: boolean } {
  const { name, message, stack } = partsOf(thrown)
  if (name === 'InternalError' && message === 'interrupted')
    return { failure: deadlineFailure(loopIn(source, stack)), stops: true }
  const found = placeIn(stack)
  const place = { ...found, place: placeText(found) }
  const fail = (code: ErrorCode, stops: boolean, details = {}) => {
    return { failure: new SockwrightError(code, { ...place, ...details }).toFailure(), stops }
  }
  if (isMemoryFailure(thrown, name, message)) return fail('E_SCRIPT_MEMORY', true, { megabytes })
  const reason = name === 'Error' ? message : `${name}: ${message}`
  if (phase === 'running') return fail('E_SCRIPT_THROWN', false, { reason })
  // Thrown while it ran, a SyntaxError is of JSON or the like, and its stack has a function in it.
  const isUnread = name === 'SyntaxError' && !/ at (?!script\.js:)/.test(stack)
  return fail(isUnread ? 'E_SCRIPT_SYNTAX' : 'E_SCRIPT_START', true, { reason: isUnread ? message : reason })
}

/** The machine itself broke: its memory is full, or its stack went where it must not. What else was thrown is ours. */
export function brokenMachine(thrown: unknown): Failure {
  if (
    !(thrown instanceof Error) ||
    !/RuntimeError|ERR_WORKER_OUT_OF_MEMORY/.test(`${thrown.name} ${(thrown as { code?: string }).code}`)
  )
    return toFailure(thrown)
  return new SockwrightError('E_SCRIPT_MEMORY', { megabytes, place: placeText(null) }).toFailure()
}

/** A call took too long. */
export function deadlineFailure(found: TextPlace | null): Failure {
  const details = { ...found, place: placeText(found), ms: scriptDeadlineMs }
  return new SockwrightError('E_SCRIPT_DEADLINE', details).toFailure()
}

/** What is written at `found` is more than a type. */
export function typesFailure(word: string, found: TextPlace): Failure {
  return new SockwrightError('E_SCRIPT_TYPES', { ...found, place: placeText(found), word }).toFailure()
}

function isMemoryFailure(thrown: unknown, name: string, message: string): boolean {
  // When nothing is left at all, no error can be made of it either.
  return thrown === null || (name === 'InternalError' && message === 'out of memory')
}

function partsOf(thrown: unknown): { name: string; message: string; stack: string } {
  if (typeof thrown !== 'object' || thrown === null)
    return { name: 'Error', message: String(thrown).slice(0, 1_000), stack: '' }
  const { name, message, stack } = thrown as ThrownValue
  const words = typeof message === 'string' ? message : JSON.stringify(thrown)
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: words.slice(0, 1_000),
    stack: typeof stack === 'string' ? stack : '',
  }
}

/** The innermost place in the person's own text. */
function placeIn(stack: string): TextPlace | null {
  const found = /script\.js:(\d+)(?::(\d+))?/.exec(stack)
  return found ? { line: Number(found[1]), column: Number(found[2] ?? 1) } : null
}

/** The loop that was at work, as nearly as it can be told. */
function loopIn(source: string, stack: string): TextPlace | null {
  const passed = placeIn(stack)
  if (!passed) return null
  const isTop = /at <eval> \(script\.js:/.test(/[^\n]*script\.js:[^\n]*/.exec(stack)?.[0] ?? '')
  return loopBehind(source, passed, isTop) ?? passed
}

function placeText(place: TextPlace | null): LocalText {
  if (!place) return { en: 'at no known place', 'zh-CN': '位置未知' }
  const { line, column } = place
  return { en: `line ${line}, column ${column}`, 'zh-CN': `第 ${line} 行第 ${column} 列` }
}
