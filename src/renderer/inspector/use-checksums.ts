import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { Checksum, ChecksumRun } from '../../shared/checksum/checksum'
import type { RecordContent } from '../../shared/contract/engine/view-calls'
import type { ByteSelection } from './byte-selection'
import { bytesAtHand, chosenRange } from './chosen-bytes'
import { readBytes } from './use-record'

/** So many bytes of a long record at a time: the window answers in between. */
const stepBytes = 262_144

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Checksums of the chosen bytes, or of the whole record; the work for others ends when the choice changes. */
export function useChecksums(
  record: { readonly capture: Ref<string>; readonly content: Ref<RecordContent> },
  selection: Ref<ByteSelection | null>,
  wanted: readonly Checksum[],
  onFailure: (thrown: unknown) => void,
) {
  /** By the checksum's id; empty while the bytes are on their way. */
  const values = shallowRef<ReadonlyMap<string, string>>(new Map())
  /** How much of the bytes is summed, 0 to 1. */
  const progress = ref(1)
  let turn = 0

  function finish(runs: readonly ChecksumRun[]): void {
    values.value = new Map(wanted.map(({ id }, index) => [id, hexOf(runs[index]!.value())]))
    progress.value = 1
  }

  async function start(): Promise<void> {
    const mine = ++turn
    try {
      await compute(mine)
    } catch (thrown) {
      if (mine === turn) onFailure(thrown)
    }
  }

  async function compute(mine: number): Promise<void> {
    const content = record.content.value
    const { from, to } = chosenRange(selection.value, content.length)
    const runs = wanted.map((checksum) => checksum.start())
    const here = bytesAtHand(content, { from, to })
    if (here) {
      for (const run of runs) run.add(here)
      finish(runs)
      return
    }
    values.value = new Map()
    progress.value = 0
    for (let at = from; at < to; at += stepBytes) {
      const length = Math.min(stepBytes, to - at)
      const bytes = await readBytes(record.capture.value, content.record, at, length)
      if (mine !== turn) return
      for (const run of runs) run.add(bytes)
      progress.value = (at + length - from) / (to - from)
    }
    finish(runs)
  }

  watch([record.capture, record.content, selection], () => void start(), { immediate: true })
  onScopeDispose(() => (turn += 1))
  return { values, progress }
}
