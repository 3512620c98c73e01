import { SockwrightError, type Failure } from '../../shared/contract/errors'

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

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}
