import { SockwrightError } from '../../shared/contract/errors'
import {
  formatLibrary,
  longestLibraryFile,
  parseLibrary,
  type LibraryFileFormat,
} from '../../shared/payload/library/library-file'
import { keyNames } from '../controls/key-names'
import { downloadText } from '../export/download-text'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { useWorkspace } from '../stores/workspace'

/** Reading payloads from files, whole or not at all, and writing all of them to one. Failures become notices. */
export function usePayloadFiles() {
  const engine = useEngine()
  const host = useHost()
  const facts = useHostFacts()
  const notices = useNotices()
  const workspace = useWorkspace()

  async function take(file: File): Promise<void> {
    const payloads = parseLibrary(await textOf(file))
    const taken = new Set(workspace.current?.payloads.map(({ keys }) => keys))
    const left: string[] = []
    const added = payloads.map((one) => {
      const free = one.keys === null || !taken.has(one.keys)
      if (!free) left.push(keyNames(one.keys!))
      taken.add(one.keys)
      return free ? one : { ...one, keys: null }
    })
    await engine.call('library.add', { payloads: added })
    const count = formatCount(added.length)
    if (left.length > 0) {
      const text = t('payloads.import.keysLeft', { count, keys: left.join(', ') })
      return void notices.toast({ tone: 'warning', text })
    }
    const text = added.length === 1 ? t('payloads.import.doneOne') : t('payloads.import.done', { count })
    notices.toast({ tone: 'good', text })
  }

  async function write(format: LibraryFileFormat): Promise<void> {
    const name = `${workspace.current?.name ?? 'payloads'}.payloads.${format}`
    if (!facts.host?.fileDialogs) {
      return downloadText(
        name,
        formatLibrary(workspace.current?.payloads ?? [], format),
        'application/octet-stream',
      )
    }
    const chosen = await host.call('host.chooseFile', { purpose: 'save-export', suggestedName: name })
    if (!chosen) return
    await engine.call('library.export', { path: chosen.path, format })
    notices.toast({ tone: 'good', text: t('payloads.export.done', { path: chosen.path }) })
  }

  function chooseAndTake(): void {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.json,.csv'
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      if (file) take(file).catch(notices.failed)
    })
    input.click()
  }

  return { chooseAndTake, write: (format: LibraryFileFormat) => write(format).catch(notices.failed) }
}

/** The text of a file that is small enough to be one of payloads. Fails with `E_LIBRARY_FILE`. */
async function textOf(file: File): Promise<string> {
  // A character has up to three bytes in UTF-8, or four for two units of a string.
  if (file.size > 3 * longestLibraryFile) {
    throw refused(
      `it has ${file.size} bytes, too many for a library`,
      `文件有 ${file.size} 字节，超出载荷库的容量`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    throw refused('it is no text in UTF-8', '不是 UTF-8 文本')
  }
}

function refused(en: string, zh: string): SockwrightError {
  return new SockwrightError('E_LIBRARY_FILE', { reason: { en, 'zh-CN': zh } })
}
