/** A stretch of `payload.bin` that is read in one go; `items` are those whose bytes lie in it, by offset. */
export interface PayloadGroup<T> {
  readonly offset: number
  length: number
  readonly items: T[]
}

/** Where some bytes lie in a file. */
export interface PayloadPlace {
  readonly offset: number
  readonly length: number
}

/** How far apart pieces may be and still be read together: reading 16 KiB too many costs less than one more read. */
const mergedGap = 16 * 1024

/**
 * Groups places into few reads of at most `maxBytes` each (a longer piece gets a read of its own). `places` must be
 * sorted by offset, as the records of a capture are. Places without bytes are left out.
 */
export function groupPlaces<T extends PayloadPlace>(
  places: Iterable<T>,
  maxBytes: number,
): PayloadGroup<T>[] {
  const groups: PayloadGroup<T>[] = []
  let group: PayloadGroup<T> | null = null
  for (const place of places) {
    if (place.length === 0) continue
    const end = place.offset + place.length
    const fits =
      group !== null &&
      place.offset - (group.offset + group.length) <= mergedGap &&
      end - group.offset <= maxBytes
    if (group === null || !fits) {
      group = { offset: place.offset, length: 0, items: [] }
      groups.push(group)
    }
    group.length = Math.max(group.length, end - group.offset)
    group.items.push(place)
  }
  return groups
}
