import { listCaptures, summarizeCapture } from '../capture/capture-list'
import type { Engine } from '../engine'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function captureCalls(engine: Engine, files: SessionFiles): CallGroup<'capture'> {
  return {
    'capture.list': () => listCaptures(engine.folders.captures, engine.liveCaptures),
    async 'capture.summary'({ capture }) {
      return summarizeCapture(await files.capturePath(capture), engine.liveCaptures)
    },
  }
}
