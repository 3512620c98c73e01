import type { LocalText } from '../../language/local-text'

/** What a step is about: a few words for its row, what the call does, and what the other side has to do next. */
export interface StepExplanation {
  readonly short: LocalText
  readonly does: LocalText
  readonly next: LocalText
}

/** Where nothing more is to be said of what comes next. */
export const nothingNext: LocalText = { en: '', 'zh-CN': '' }
