import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import {
  detectChecksums,
  longestDetection,
  type DetectedChecksum,
} from '../../shared/checksum/detect-checksums'
import type { RecordContent } from '../../shared/contract/engine/view-calls'
import { selectedBytes, type ByteSelection } from './byte-selection'
import { bytesAtHand } from './chosen-bytes'
import { readBytes } from './use-record'

/** While a person drags, the choice changes many times a second. */
const pause = 150
/** No checksum is longer: SHA-256 in hex digits. */
const longestChecksum = 64

/** Which checksums the chosen bytes are; empty while they are looked at, and where they are none. */
export function useDetection(
  record: { readonly capture: Ref<string>; readonly content: Ref<RecordContent> },
  selection: Ref<ByteSelection | null>,
  onFailure: (thrown: unknown) => void,
): Ref<readonly DetectedChecksum[]> {
  const found = shallowRef<readonly DetectedChecksum[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  async function detect(chosen: ByteSelection): Promise<void> {
    const { from, to } = selectedBytes(chosen)
    if (from === 0 || to - from > longestChecksum || from > longestDetection - longestChecksum) return
    const mine = ++turn
    const { capture, content } = record
    try {
      const bytes =
        bytesAtHand(content.value, { from: 0, to }) ??
        (await readBytes(capture.value, content.value.record, 0, to))
      if (mine === turn) found.value = detectChecksums(bytes, from, to)
    } catch (thrown) {
      if (mine === turn) onFailure(thrown)
    }
  }

  watch([record.capture, record.content, selection], () => {
    clearTimeout(timer)
    turn += 1
    found.value = []
    const chosen = selection.value
    if (chosen) timer = setTimeout(() => void detect(chosen), pause)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    turn += 1
  })
  return found
}
