import { ref, shallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { useEngine, useHost } from '../link/link'
import type { ExportRequest } from './use-export'

/** Begins live exports: to a file of the system's dialog where the host has one, else to `path`. */
export function useLiveExportStart(fileDialogs: () => boolean, begun: () => void) {
  const wanted = ref(false)
  const path = ref('')
  const failure = shallowRef<Failure | null>(null)

  async function chooseFile(suggestedName: string): Promise<string | null> {
    if (!fileDialogs()) return path.value.trim() || suggestedName
    const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName })
    return chosen?.path ?? null
  }

  async function start({ name, ...request }: ExportRequest): Promise<void> {
    failure.value = null
    try {
      const file = await chooseFile(name)
      if (file === null) return
      // The system's dialog has asked whether another file may be replaced.
      await useEngine().call('liveExport.start', { ...request, path: file, overwrite: fileDialogs() })
      begun()
    } catch (thrown) {
      failure.value = toFailure(thrown)
    }
  }

  return { wanted, path, failure, start }
}
