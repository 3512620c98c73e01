import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { LogRow, RecordContent } from '../../shared/contract/engine/view-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { useEngine } from '../link/link'

/** The most bytes that one `record.read` gives. */
export const maxReadBytes = 1_048_576

/** What a row of the log holds, where that is the whole of a message. */
function wholeRow(row: LogRow | null, record: number): RecordContent | null {
  if (row?.record !== record || row.kind !== 'message' || row.data?.length !== row.length) return null
  return { ...row, offset: 0, data: row.data }
}

/**
 * The chosen record of a capture, its first bytes with it: at once where `row`, the one in the log, holds all of it.
 * The record before stays until the next is here.
 */
export function useRecord(capture: Ref<string | null>, record: Ref<number | null>, row: Ref<LogRow | null>) {
  const content = shallowRef<RecordContent | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    const from = capture.value
    const number = record.value
    if (from === null || number === null) {
      content.value = null
      failure.value = null
      return
    }
    try {
      const read =
        wholeRow(row.value, number) ??
        (await useEngine().call('record.read', { capture: from, record: number }))
      if (mine !== turn) return
      content.value = read
      failure.value = null
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    }
  }

  watch([capture, record], () => void load(), { immediate: true })
  onScopeDispose(() => (turn += 1))
  return { content, failure }
}

/** Up to `length` bytes of a record from `offset`, in as few reads as the contract allows. */
export async function readBytes(
  capture: string,
  record: number,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const { data } = await useEngine().call('record.read', {
      capture,
      record,
      offset: offset + at,
      length: Math.min(maxReadBytes, length - at),
    })
    if (data.length === 0) break
    bytes.set(data, at)
    at += data.length
  }
  return bytes.subarray(0, at)
}
