import { SockwrightError, type Failure } from '../../shared/contract/errors'
import { maxPendingBytes } from './standard-output'

/** What exit codes mean. */
export const exitCodes = { success: 0, expectation: 1, environment: 2 } as const

/** Tells why a command ends: one line on stderr, and with `--json` an `error` event on stdout too. */
export function tellFailure(failure: Failure, json: boolean): void {
  const { code, message } = failure
  if (json) process.stdout.write(`${JSON.stringify({ event: 'error', code, message })}\n`)
  tellOnStandardError(`${message} (${code})`)
}

/** One line on stderr, whatever the text. */
export function tellOnStandardError(text: string): void {
  process.stderr.write(`sockwright: ${oneLine(text)}\n`)
}

/** Refuses what a command was not made for: `E_USAGE`. */
export function usageError(reason: string): SockwrightError {
  return new SockwrightError('E_USAGE', { reason: oneLine(reason).replace(/\.$/, '') })
}

/** The failure for what commander found wrong. */
export function usageFailure(message: string): Failure {
  return usageError(message.replace(/^error: /, '')).toFailure()
}

let skipped = 0

/**
 * One line on stderr, of what goes on: beyond 8 MB that nobody has read it is skipped and counted, and the count is told
 * with the next line that is written.
 */
export function tellProgress(text: string): void {
  if (process.stderr.writableLength > maxPendingBytes) {
    skipped += 1
    return
  }
  if (skipped > 0) tellOnStandardError(`${skipped} lines skipped that nobody would have read`)
  skipped = 0
  tellOnStandardError(text)
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}
