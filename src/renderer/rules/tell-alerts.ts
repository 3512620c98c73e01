import type { RuleAlert } from '../../shared/contract/engine/rule-calls'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useTabs } from '../stores/tabs'

/** So many alerts of one second are told one by one; toasts have room for no more. */
const mostTold = 3

function alertWords({ endpoint, peer, text, count }: RuleAlert): string {
  const values = { endpoint: useEndpoints().config(endpoint)?.name ?? '', peer, text }
  return count === 1 ? t('rules.alert.one', values) : t('rules.alert.many', { ...values, count })
}

/** The alert that a toast shows now, so that the same one again takes its place. */
const shown = new Map<string, number>()

/** Tells what rules alert of, gathered, and leaves the focus where it is. */
export function tellAlerts(alerts: readonly RuleAlert[]): void {
  const notices = useNotices()
  for (const alert of alerts.slice(0, mostTold)) {
    const key = `${alert.endpoint} ${alert.rule} ${alert.text}`
    const before = shown.get(key)
    if (before !== undefined) notices.dismiss(before)
    const show = () => useTabs().open({ component: 'endpoint', endpoint: alert.endpoint })
    const id = notices.toast({
      tone: 'warning',
      text: alertWords(alert),
      action: { label: t('rules.alert.show'), run: show },
    })
    shown.delete(key)
    shown.set(key, id)
  }
  // The oldest are forgotten: their toasts have left long since.
  for (const key of [...shown.keys()].slice(0, -mostTold)) shown.delete(key)
  const rest = alerts.slice(mostTold).reduce((sum, { count }) => sum + count, 0)
  if (rest > 0) notices.toast({ tone: 'warning', text: t('rules.alert.more', { count: formatCount(rest) }) })
}
