import type { Engine } from '../engine'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function noteCalls(engine: Engine, files: SessionFiles): CallGroup<'note'> {
  return {
    async 'note.list'({ capture }) {
      return engine.notes.list(await files.capturePath(capture))
    },
    async 'note.set'({ capture, record, note }) {
      return engine.notes.set(await files.capturePath(capture), record, note)
    },
    async 'note.remove'({ capture, record }) {
      return engine.notes.remove(await files.capturePath(capture), record)
    },
  }
}
