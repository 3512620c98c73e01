import { SockwrightError } from '../../../shared/contract/errors'
import { formatLibrary } from '../../../shared/payload/library/library-file'
import type { Engine } from '../engine'
import { openExample } from '../examples/open-example'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import {
  addPayloads,
  changePayload,
  movePayloads,
  removePayloads,
  withIds,
} from '../workspace/library-changes'
import { workspacesIn } from '../workspace/recent-workspaces'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function workspaceCalls(engine: Engine, files: SessionFiles): CallGroup<'workspace'> {
  return {
    'workspace.current': () => engine.workspace.state,
    async 'workspace.open'({ path, create }) {
      return engine.workspace.open(await files.workspacePath(path), create)
    },
    async 'workspace.saveAs'({ path, overwrite }) {
      return engine.workspace.saveAs(await files.workspacePath(path), overwrite)
    },
    'workspace.consent': ({ workspace }) => engine.workspace.consent(workspace),
    'workspace.setLayout'({ layout }) {
      engine.workspace.setLayout(layout)
      return null
    },
    async 'workspace.setVariables'({ variables }) {
      await engine.workspace.setVariables(variables)
      return null
    },
    async 'workspace.recent'() {
      const recent = await engine.recent.list()
      const permitted = await Promise.all(recent.map(({ path }) => files.mayOpen(path)))
      return recent.filter((_, index) => permitted[index])
    },
    'workspace.files': () => workspacesIn(files.workspaceFolder),
  }
}

export function libraryCalls(engine: Engine, files: SessionFiles): CallGroup<'library'> {
  return {
    async 'library.add'({ payloads, before }) {
      const added = withIds(payloads)
      await engine.workspace.changePayloads((library) => addPayloads(library, added, before))
      return added.map(({ id }) => id)
    },
    async 'library.change'(args) {
      await engine.workspace.changePayloads((library) => changePayload(library, args))
      return null
    },
    async 'library.move'(args) {
      await engine.workspace.changePayloads((library) => movePayloads(library, args))
      return null
    },
    async 'library.export'({ path, format }) {
      const target = await files.exportPath(path)
      try {
        await writeFileAtomically(target, formatLibrary(engine.workspace.state.payloads, format))
      } catch (cause) {
        throw new SockwrightError('E_LIBRARY_WRITE', { path: target, reason: systemReason(cause) }, { cause })
      }
      return null
    },
    async 'library.remove'({ payloads }) {
      await engine.workspace.changePayloads((library) => removePayloads(library, payloads))
      return null
    },
  }
}

export function historyCalls(engine: Engine): CallGroup<'history'> {
  return {
    'history.list': () => engine.history.list(),
    'history.clear'() {
      engine.clearHistory()
      return null
    },
  }
}

export function settingsCalls(engine: Engine): CallGroup<'settings'> {
  return {
    'settings.get': () => engine.settings.get(),
    'settings.set': (change) => engine.changeSettings(change),
  }
}

export function exampleCalls(engine: Engine): CallGroup<'example'> {
  return { 'example.open': ({ example, language }) => openExample(engine.endpoints, example, language) }
}
