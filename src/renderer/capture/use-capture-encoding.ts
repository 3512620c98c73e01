import { computed, ref, watch, type Ref } from 'vue'
import type { CaptureSummary } from '../../shared/contract/engine/capture-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { useEngine } from '../link/link'
import type { LogEncoding } from '../log/log-encoding'
import { useNotices } from '../stores/notices'

/** The encoding that is kept with a capture. Where it cannot be kept, which is told, the tab goes on with the choice. */
export function useCaptureEncoding(
  capture: Ref<string>,
  summary: Readonly<Ref<CaptureSummary | null>>,
): LogEncoding {
  const notices = useNotices()
  const chosen = ref<TextEncoding | null>(null)
  const current = computed(() => chosen.value ?? summary.value?.encoding ?? 'utf-8')

  async function keep(encoding: TextEncoding): Promise<void> {
    try {
      await useEngine().call('capture.setEncoding', { capture: capture.value, encoding })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  watch(capture, () => (chosen.value = null))
  return {
    current,
    choose: (encoding) => {
      chosen.value = encoding
      void keep(encoding)
    },
  }
}
