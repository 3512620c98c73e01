import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { LiveExport } from '../../shared/contract/engine/live-export-calls'
import { formatBytes } from '../language/format'
import { t } from '../language/use-language'
import { useEngine } from '../link/link'
import { useNotices } from './notices'

/** The exports that go on while their captures are recorded, also those that other windows began. */
export const useLiveExports = defineStore('live-exports', () => {
  const list = shallowRef<readonly LiveExport[]>([])
  const notices = useNotices()

  function ofCapture(capture: string | null): readonly LiveExport[] {
    return list.value.filter((one) => one.capture === capture)
  }

  function take(exports: readonly LiveExport[]): void {
    for (const { state, path, bytes } of exports) {
      if (state.is !== 'finished') continue
      notices.toast({ tone: 'good', text: t('export.finishedFile', { bytes: formatBytes(bytes), path }) })
    }
    list.value = exports.filter(({ state }) => state.is !== 'finished')
  }

  /** Loads the list and follows it; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('liveExport.changed', ({ exports }) => take(exports))
    list.value = await useEngine().call('liveExport.list', {})
    return stop
  }

  /** Ends one, or takes a failed one away. */
  async function stop(name: string): Promise<void> {
    try {
      await useEngine().call('liveExport.stop', { export: name })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  return { list, ofCapture, follow, stop }
})
