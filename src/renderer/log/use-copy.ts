import { t } from '../language/use-language'
import { formatCount } from '../language/format'
import { useNotices } from '../stores/notices'
import type { CopiedRows } from './copy-rows'

/** Puts text on the clipboard and says so; says why where the system does not let it. */
export function useCopy() {
  const notices = useNotices()

  async function copyText(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      notices.toast({ text: done, tone: 'good' })
    } catch {
      notices.toast({ text: t('log.copyFailed'), tone: 'error' })
    }
  }

  async function copyCopied({ text, rows, records, of }: CopiedRows): Promise<void> {
    const count = formatCount(rows)
    await copyText(text, done())

    function done(): string {
      if (rows < of) return t('log.copyCut', { count, total: formatCount(of) })
      if (records > rows) return t('log.copiedRuns', { count, records: formatCount(records) })
      return rows === 1 ? t('log.copiedOne') : t('log.copied', { count })
    }
  }

  return { copyText, copyCopied }
}
