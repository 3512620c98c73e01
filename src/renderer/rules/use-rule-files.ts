import { formatRuleFile, longestRuleFile, parseRuleFile } from '../../shared/rules/rule-file'
import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { downloadText } from '../export/download-text'
import { t } from '../language/use-language'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { newRuleId } from './rule-list'
import type { Rules } from './use-rules'

const mebibyte = 1_024 * 1_024

/** Takes rules from a file of the person's machine, whole or not at all, and writes them to one. */
export function useRuleFiles(rules: Rules) {
  const notices = useNotices()
  const facts = useHostFacts()

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

  /** Through the system's dialog where the host has one, else as a download. */
  async function save({ id, name }: Pick<EndpointConfig, 'id' | 'name'>): Promise<void> {
    const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').trim() || 'endpoint'
    const suggestedName = `${plain.slice(0, 120)} rules.json`
    if (!facts.host?.fileDialogs) return download(suggestedName)
    try {
      const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName })
      if (chosen) await useEngine().call('rule.export', { endpoint: id, path: chosen.path })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  function download(name: string): void {
    downloadText(name, formatRuleFile(rules.list.value), 'application/json')
  }

  return { load, save }
}
