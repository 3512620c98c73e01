import { fillText, languages, type Language, type LocalText } from '../language/local-text'
import { errorCatalogue, type ErrorCode } from './error-catalogue/error-catalogue'

/** Facts of a failure: what stands in its message (also as a text in every language), and what a remedy needs. Plain JSON. */
export type FailureDetails = Readonly<Record<string, unknown>>

/** How every failure crosses the contract. `code` is stable; `message` is English and says what to do. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly details: FailureDetails
}

/** The one error type that is thrown on purpose. */
export class SockwrightError extends Error implements Failure {
  override readonly name = 'SockwrightError'

  constructor(
    readonly code: ErrorCode,
    readonly details: FailureDetails = {},
    options?: ErrorOptions,
  ) {
    super(failureText({ code, details }, 'en'), options)
  }

  /** The plain value that crosses a channel. */
  toFailure(): Failure {
    return { code: this.code, message: this.message, details: this.details }
  }

  static from(failure: Failure): SockwrightError {
    return new SockwrightError(failure.code, failure.details)
  }
}

/** What happened and what to do, in `language`. */
export function failureText(failure: Pick<Failure, 'code' | 'details'>, language: Language): string {
  const entry: { what: LocalText; remedy: LocalText } = errorCatalogue[failure.code]
  const sentence = `${entry.what[language]}${language === 'en' ? ' ' : ''}${entry.remedy[language]}`
  return fillText(sentence, inLanguage(failure.details, language)).trim()
}

/** What happened, without what to do. */
export function failureFact(failure: Pick<Failure, 'code' | 'details'>, language: Language): string {
  const { what }: { what: LocalText } = errorCatalogue[failure.code]
  return fillText(what[language], inLanguage(failure.details, language))
}

/** Facts that count bytes or other things; ports, codes and versions are numbers too, and written as they are. */
const counted: ReadonlySet<string> = new Set(['bytes', 'limit', 'most', 'queued', 'unsent'])
const grouping = new Intl.NumberFormat('en-US')

function grouped(value: unknown): unknown {
  return typeof value === 'number' ? grouping.format(value) : value
}

function inLanguage(details: FailureDetails, language: Language): FailureDetails {
  const values = Object.entries(details).map(([name, value]) => [
    name,
    isLocalText(value) ? value[language] : counted.has(name) ? grouped(value) : value,
  ])
  return Object.fromEntries(values) as FailureDetails
}

function isLocalText(value: unknown): value is LocalText {
  return typeof value === 'object' && value !== null && languages.every((language) => language in value)
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code)
}

/** Turns anything thrown into a failure; what is not ours becomes the system's own code or `E_INTERNAL`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof SockwrightError) return thrown.toFailure()
  const code = (thrown as { code?: unknown } | null)?.code
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  const known = isErrorCode(code) ? code : 'E_INTERNAL'
  return new SockwrightError(known, { reason, system: code }).toFailure()
}
