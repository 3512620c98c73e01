import type { Engine } from '../engine'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function liveExportCallGroup({ liveExports }: Engine, files: SessionFiles): CallGroup<'liveExport'> {
  return {
    async 'liveExport.start'({ capture, path, ...request }) {
      return liveExports.start({
        ...request,
        capture: await files.capturePath(capture),
        path: await files.exportPath(path),
      })
    },
    async 'liveExport.stop'({ export: id }) {
      await liveExports.stop(id)
      return null
    },
    'liveExport.list': () => liveExports.list(),
  }
}
