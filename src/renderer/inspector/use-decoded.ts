import { computed, ref, type Ref } from 'vue'
import type { RecordContent } from '../../shared/contract/engine/view-calls'
import { decodeAll, type Decoded } from '../../shared/decoders/decoders'

/** What the record is in each format that fits, and the one a person looks at; it stays for the records to come. */
export function useDecoded(content: Ref<RecordContent | null>) {
  const wanted = ref('')
  const decoded = computed<Decoded[]>(() => {
    const record = content.value
    return record && record.kind !== 'event' && record.length > 0 ? decodeAll(record.data) : []
  })
  const format = computed({
    get: () =>
      (decoded.value.find(({ decoder }) => decoder.id === wanted.value) ?? decoded.value[0])?.decoder.id ??
      '',
    set: (id) => (wanted.value = id),
  })
  const formatName = computed(
    () => decoded.value.find(({ decoder }) => decoder.id === format.value)?.decoder.name ?? null,
  )
  return { decoded, format, formatName }
}
