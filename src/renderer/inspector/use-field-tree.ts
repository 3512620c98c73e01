import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { DecodedField } from '../../shared/decoders/decoder'
import type { ByteRange } from './chosen-bytes'
import { fieldCount, fieldRows, pathHolding, pathsAround, type FieldRow } from './field-rows'

/** A tree of up to so many fields is open at first, a larger one only at its top. */
const mostOpenAtFirst = 300

/** Which lines a tree of fields shows, and which of them is the one of the chosen bytes. */
export function useFieldTree(fields: Ref<readonly DecodedField[]>, chosen: Ref<ByteRange | null>) {
  /** What a person opened or closed, by path. */
  const changed = shallowRef<ReadonlyMap<string, boolean>>(new Map())
  const current = ref<string | null>(null)
  const small = computed(() => fieldCount(fields.value) <= mostOpenAtFirst)
  const rows = computed(() =>
    fieldRows(fields.value, (path, depth) => changed.value.get(path) ?? (small.value || depth === 0)),
  )
  const currentRow = computed(() => rows.value.findIndex(({ path }) => path === current.value))

  function setOpen(paths: readonly string[], open: boolean): void {
    if (paths.length > 0)
      changed.value = new Map([...changed.value, ...paths.map((path) => [path, open] as const)])
  }

  function goTo(row: FieldRow): void {
    current.value = row.path
  }

  /** The line of a field whose bytes were chosen stays, though a field inside may have the same bytes. */
  function follow(range: ByteRange | null): void {
    const field = rows.value[currentRow.value]?.field
    if (range && field?.from === range.from && field.to === range.to) return
    current.value = range ? pathHolding(fields.value, range) : null
    if (current.value !== null) setOpen(pathsAround(current.value), true)
  }

  watch(
    fields,
    () => {
      changed.value = new Map()
      current.value = null
      follow(chosen.value)
    },
    { immediate: true },
  )
  watch(chosen, follow)
  return { rows, currentRow, goTo, setOpen }
}
