import type { LocalText } from '../../language/local-text'

/** One failure in words: what happened, and what the person can do. `{name}` is filled from the failure's details. */
export interface ErrorEntry {
  readonly what: LocalText
  readonly remedy: LocalText
}
