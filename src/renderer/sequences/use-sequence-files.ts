import type { Sequence } from '../../shared/sequences/sequence'
import { formatSequences, longestSequenceFile, parseSequences } from '../../shared/sequences/sequence-file'
import { t } from '../language/use-language'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'
import { useSequenceDrafts } from './sequence-drafts'
import type { Sequences } from './use-sequences'

const mebibyte = 1_024 * 1_024

/** Takes sequences from a file of the person's machine, whole or not at all, and writes them to one. */
export function useSequenceFiles(sequences: Sequences) {
  const notices = useNotices()
  const facts = useHostFacts()
  const workspace = useWorkspace()
  const drafts = useSequenceDrafts()

  async function load(file: File): Promise<void> {
    if (file.size > longestSequenceFile) {
      const limit = longestSequenceFile / mebibyte
      notices.toast({ text: t('sequences.tooLarge', { limit }), tone: 'error' })
      return
    }
    try {
      const read = parseSequences(await file.text())
      await sequences.take(read)
      const text =
        read.length === 1 ? t('sequences.importedOne') : t('sequences.imported', { count: read.length })
      notices.toast({ tone: 'good', text })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** All of them, or one; through the system's dialog where the host has one, else as a download. */
  async function save(one: Sequence | null): Promise<void> {
    const stem = (one?.name ?? workspace.current?.name ?? 'workspace')
      .replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ')
      .trim()
    const suggestedName = `${stem.slice(0, 120)} sequences.json`
    try {
      await Promise.all(sequences.all.value.map(({ id }) => drafts.flush(id)))
      if (!facts.host?.fileDialogs) return download(suggestedName, one ? [one] : sequences.all.value)
      const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName })
      if (chosen) await useEngine().call('sequence.export', { path: chosen.path, sequence: one?.id })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  return { load, save }
}

function download(name: string, sequences: readonly Sequence[]): void {
  const url = URL.createObjectURL(new Blob([formatSequences(sequences)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
