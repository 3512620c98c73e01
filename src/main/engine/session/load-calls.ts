import { SockwrightError } from '../../../shared/contract/errors'
import { formatLoadReport } from '../../../shared/load/load-report'
import type { Engine } from '../engine'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function loadCallGroup({ loads }: Engine, files: SessionFiles): CallGroup<'load'> {
  return {
    'load.start': (plan) => loads.start(plan),
    async 'load.stop'() {
      await loads.stop()
      return null
    },
    'load.status': ({ after }) => (loads.hasAny ? loads.status(after) : null),
    async 'load.report'({ path, format, language }) {
      const file = await files.exportPath(path)
      const text = formatLoadReport(loads.status(0), format, language)
      try {
        await writeFileAtomically(file, text)
      } catch (cause) {
        throw new SockwrightError('E_EXPORT_WRITE', { path: file, reason: systemReason(cause) }, { cause })
      }
      return null
    },
  }
}
