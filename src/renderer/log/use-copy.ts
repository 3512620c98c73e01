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
    const copied = t(records > rows ? 'log.copiedRuns' : 'log.copied', {
      count,
      records: formatCount(records),
    })
    await copyText(text, rows < of ? t('log.copyCut', { count, total: formatCount(of) }) : copied)
  }

  return { copyText, copyCopied }
}
