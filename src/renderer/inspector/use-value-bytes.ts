import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { RecordContent } from '../../shared/contract/engine/view-calls'
import { bytesAtHand, valueRange } from './chosen-bytes'
import type { ByteSelection } from './byte-selection'
import { readBytes } from './use-record'

/** The bytes that values are read from; they follow the selection. */
export function useValueBytes(
  record: { readonly capture: Ref<string>; readonly content: Ref<RecordContent> },
  selection: Ref<ByteSelection | null>,
  onFailure: (thrown: unknown) => void,
) {
  const bytes = shallowRef<Uint8Array>(new Uint8Array())
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    const content = record.content.value
    const range = valueRange(selection.value, content.length)
    const here = bytesAtHand(content, range)
    if (here) {
      bytes.value = here
      return
    }
    try {
      const read = await readBytes(record.capture.value, content.record, range.from, range.to - range.from)
      if (mine === turn) bytes.value = read
    } catch (thrown) {
      if (mine === turn) onFailure(thrown)
    }
  }

  watch([record.capture, record.content, selection], () => void load(), { immediate: true })
  onScopeDispose(() => (turn += 1))
  return bytes
}
