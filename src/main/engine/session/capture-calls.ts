import type { Engine } from '../engine'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function captureCalls(engine: Engine, files: SessionFiles): CallGroup<'capture'> {
  return {
    'capture.list': () => engine.library.list(),
    async 'capture.summary'({ capture }) {
      return engine.library.summary(await files.capturePath(capture))
    },
    async 'capture.rename'({ capture, name }) {
      return engine.library.rename(await files.capturePath(capture), name)
    },
    async 'capture.setEncoding'({ capture, encoding }) {
      const path = await files.capturePath(capture)
      const recording = engine.endpoints.recording(path)
      if (!recording) return engine.library.setEncoding(path, encoding)
      await engine.endpoints.update(recording.config.id, { options: { encoding } })
      return { ...(await engine.library.summary(path)), encoding }
    },
    async 'capture.delete'({ capture }) {
      await engine.library.delete(await files.capturePath(capture))
      return null
    },
    'capture.removals': () => engine.removals.list(),
    'capture.restore': ({ capture }) => engine.library.restore(capture),
  }
}
