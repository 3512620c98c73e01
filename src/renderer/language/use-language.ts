import { computed, type ComputedRef } from 'vue'
import { failureFact as factOf, failureText, toFailure, type Failure } from '../../shared/contract/errors'
import { languages, type Language, type LocalText } from '../../shared/language/local-text'
import { i18n, type MessageKey } from './i18n'

const composer = i18n.global

/** The language the window speaks now. */
export const language: ComputedRef<Language> = computed(
  () => languages.find((known) => known === composer.locale.value) ?? 'en',
)

/** Changes the language of the whole window at once. */
export function speak(wanted: Language): void {
  composer.locale.value = wanted
  document.documentElement.lang = wanted
}

/** One text of the window in its language; `values` fill the `{name}` places. */
export function t(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  return composer.t(key, values)
}

/** A text that lives beside its definition (options, kinds) in the window's language. */
export function local(text: LocalText): string {
  return text[language.value]
}

/** What went wrong and what to do, in the window's language. Takes failures and anything thrown. */
export function failureWords(thrown: unknown): string {
  const failure = isFailure(thrown) ? thrown : toFailure(thrown)
  return failureText(failure, language.value)
}

/** What went wrong, alone: for places that offer the way out themselves. */
export function failureFact(failure: Failure): string {
  return factOf(failure, language.value)
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'details' in value
}

/** What the language of the window offers to a component; all of it follows a change of language. */
export function useLanguage() {
  return { t, local, failureWords, language, speak }
}
