import { formatLoadReport, type LoadReportFormat } from '../../shared/load/load-report'
import { language, t } from '../language/use-language'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { useNotices } from '../stores/notices'
import { useLoad } from './load-store'

const types: Readonly<Record<LoadReportFormat, string>> = { json: 'application/json', html: 'text/html' }

/** Writes the report of a load: through the system's dialog where the host has one, else as a download. */
export function useLoadReport() {
  const load = useLoad()
  const notices = useNotices()
  const facts = useHostFacts()

  async function save(format: LoadReportFormat): Promise<void> {
    const { status } = load
    if (!status) return
    const { host, port } = status.plan.target
    const suggestedName = `load ${host.replaceAll(':', '-')} ${port}.${format}`
    if (!facts.host?.fileDialogs) return download(format, suggestedName)
    try {
      const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName })
      if (!chosen) return
      await useEngine().call('load.report', { path: chosen.path, format, language: language.value })
      notices.toast({ text: t('load.saved'), tone: 'plain' })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  function download(format: LoadReportFormat, name: string): void {
    if (!load.status) return
    const text = formatLoadReport({ ...load.status, seconds: load.seconds }, format, language.value)
    const url = URL.createObjectURL(new Blob([text], { type: types[format] }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    // The download has begun when the click returns, but reads the blob afterwards.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }

  return { save }
}
