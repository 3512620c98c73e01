import type { RuleVerdict } from '../../shared/contract/engine/rule-calls'
import { failureWords, t } from '../language/use-language'

/** How a verdict is coloured. */
export const verdictLooks: Readonly<Record<RuleVerdict['is'], string>> = {
  hit: 'bg-in-bg text-in',
  missed: 'bg-raised text-muted',
  taken: 'bg-event-bg text-event',
  'other-trigger': 'bg-raised text-faint',
  off: 'bg-raised text-faint',
  wrong: 'bg-err-bg text-err',
}

/** A verdict with its reason. */
export function verdictWords(verdict: RuleVerdict): string {
  if (verdict.is === 'taken') return t('rules.dry.takenBy', { name: verdict.by })
  if (verdict.is === 'wrong') return failureWords(verdict.failure)
  return t(`rules.dry.verdict.${verdict.is}`)
}
