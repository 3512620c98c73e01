import type { Language } from '../../shared/language/local-text'

/** Texts of one language; an inner object groups those of one thing. `{name}` marks a place for a value. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** The same keys with any texts: what every other language has to offer. */
type SameKeys<E extends Texts> = {
  readonly [K in keyof E]: E[K] extends Texts ? SameKeys<E[K]> : string
}

/** The texts of one area of the window in every language. */
export type AreaMessages<E extends Texts = Texts> = Readonly<Record<Language, SameKeys<E>>>

/** Defines the texts of one area. A key that 简体中文 lacks, or has more, is a type error. */
export function defineMessages<E extends Texts>(messages: {
  readonly en: E
  readonly 'zh-CN': SameKeys<NoInfer<E>>
}): AreaMessages<E> {
  return { en: messages.en as SameKeys<E>, 'zh-CN': messages['zh-CN'] }
}

/** Dotted names of all texts below `E`. */
export type TextKey<E> = {
  [K in Extract<keyof E, string>]: E[K] extends string ? K : `${K}.${TextKey<E[K]>}`
}[Extract<keyof E, string>]
