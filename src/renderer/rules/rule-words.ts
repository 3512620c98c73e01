import type { MessageMatch } from '../../shared/rules/message-match'
import type { Rule, RuleAction, RuleTrigger } from '../../shared/rules/rule'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'

/** Longer texts are cut where a rule is told in a few words. */
const mostShown = 40

/** The beginning of a text on one line, in quotes. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return `“${line.length > mostShown ? `${line.slice(0, mostShown)}…` : line}”`
}

/** Which messages a match is for. */
export function matchWords(match: MessageMatch): string {
  switch (match.by) {
    case 'any':
      return t('rules.words.any')
    case 'hex':
      return t('rules.words.hex', { text: quoted(match.hex) })
    case 'regex':
      return t('rules.words.regex', { text: quoted(match.pattern) })
    default:
      return t(`rules.words.${match.by}`, { text: quoted(match.text) })
  }
}

function triggerWords(trigger: RuleTrigger): string {
  if (trigger.when === 'idle') return t('rules.words.idle', { ms: formatCount(trigger.ms) })
  return trigger.when === 'message' ? matchWords(trigger.match) : t(`rules.words.${trigger.when}`)
}

function actionWords(action: RuleAction): string {
  if (action.do === 'mark') return t('rules.words.mark', { class: t(`rules.class.${action.as}`) })
  if (action.do === 'sequence') return t('rules.words.sequence', { name: quoted(action.sequence) })
  if (action.do !== 'reply') return t(`rules.words.${action.do}`)
  const { payload } = action
  return t('rules.words.reply', { text: quoted(payload.form === 'text' ? payload.text : payload.hex) })
}

/** A rule in one line: `message contains “GET” → reply “…”, close`. */
export function ruleWords({ trigger, actions }: Rule): string {
  return t('rules.words.arrow', {
    trigger: triggerWords(trigger),
    actions: actions.map(actionWords).join(', '),
  })
}
