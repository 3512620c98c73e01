import { formatRuleFile, longestRuleFile, parseRuleFile } from '../../shared/rules/rule-file'
import { t } from '../language/use-language'
import { useNotices } from '../stores/notices'
import { newRuleId } from './rule-list'
import type { Rules } from './use-rules'

const mebibyte = 1_024 * 1_024

/** Takes rules from a file of the person's machine, whole or not at all, and writes them to one. */
export function useRuleFiles(rules: Rules) {
  const notices = useNotices()

  async function load(file: File): Promise<void> {
    if (file.size > longestRuleFile) {
      notices.toast({ text: t('rules.tooLarge', { limit: longestRuleFile / mebibyte }), tone: 'error' })
      return
    }
    try {
      const read = parseRuleFile(await file.text(), rules.setting.value)
      rules.replace({ ...read, rules: read.rules.map((rule) => ({ ...rule, id: newRuleId() })) })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** The browser, or the system's dialog, asks where to. */
  function save(name: string): void {
    const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').trim() || 'endpoint'
    const url = URL.createObjectURL(
      new Blob([formatRuleFile(rules.list.value)], { type: 'application/json' }),
    )
    const link = document.createElement('a')
    link.href = url
    link.download = `${plain.slice(0, 120)} rules.json`
    link.click()
    // The download has begun when the click returns, but reads the blob afterwards.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }

  return { load, save }
}
