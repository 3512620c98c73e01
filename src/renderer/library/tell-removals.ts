import type { CaptureRemoval } from '../../shared/contract/engine/capture-calls'
import { formatBytes, formatCount } from '../language/format'
import { t } from '../language/use-language'
import { useDialogs } from '../stores/dialogs'
import { useNotices } from '../stores/notices'

/** Tells in a banner, which stays, what retention has just removed. */
export function tellRemovals(removals: readonly CaptureRemoval[]): void {
  const bytes = formatBytes(removals.reduce((sum, one) => sum + one.bytes, 0))
  const [only] = removals
  useNotices().banner('removals', {
    text:
      removals.length === 1 && only
        ? t('library.removedOne', { name: only.name, bytes })
        : t('library.removedMany', { count: formatCount(removals.length), bytes }),
    action: { label: t('library.showRemovals'), run: () => useDialogs().show({ is: 'retention' }) },
  })
}
