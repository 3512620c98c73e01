import type { TextPattern } from '../../../shared/filter/text-pattern'
import type { CaptureReader } from '../capture/capture-reader'
import type { EntryList } from '../capture/record-entry'
import { groupPlaces, type PayloadGroup, type PayloadPlace } from './payload-groups'

/** Payload read in one go. */
const blockBytes = 8 * 1024 * 1024

interface MessagePlace extends PayloadPlace {
  readonly index: number
}

/**
 * Looks for each text in the payload of the messages at `indices` of `entries`, reading the file in big blocks. For
 * each text the result has, by index, 1 where it occurs. A hit lies inside one message.
 */
export function findTexts(
  texts: readonly TextPattern[],
  entries: EntryList,
  capture: CaptureReader,
  indices: readonly number[],
): Uint8Array[] {
  const hits = texts.map(() => new Uint8Array(entries.count))
  if (texts.length === 0) return hits
  for (const group of groupPlaces(messagePlaces(entries, indices), blockBytes)) {
    if (group.length > blockBytes) findInLong(texts, capture, group.items[0]!, hits)
    else findInGroup(texts, capture, group, hits)
  }
  return hits
}

function* messagePlaces(entries: EntryList, indices: readonly number[]): Generator<MessagePlace> {
  for (const index of indices) yield { index, offset: entries.offset(index), length: entries.length(index) }
}

function findInGroup(
  texts: readonly TextPattern[],
  capture: CaptureReader,
  group: PayloadGroup<MessagePlace>,
  hits: readonly Uint8Array[],
): void {
  const bytes = capture.payloadSync(group.offset, group.length)
  texts.forEach((pattern, text) => markHits(pattern, bytes, group, hits[text]!))
}

/** Searches the block as a whole: most messages are never looked at one by one. */
function markHits(
  pattern: TextPattern,
  bytes: Uint8Array,
  group: PayloadGroup<MessagePlace>,
  hits: Uint8Array,
): void {
  const { items, offset } = group
  let item = 0
  let at = 0
  for (;;) {
    const found = pattern.find(bytes, at, bytes.length)
    if (found < 0) return
    while (item < items.length && endOf(items[item]!) - offset <= found) item += 1
    const message = items[item]
    if (!message) return
    const start = message.offset - offset
    if (found < start) {
      at = start
    } else if (pattern.matchEnd <= start + message.length) {
      hits[message.index] = 1
      at = start + message.length
    } else {
      at = found + 1
    }
  }
}

function endOf(place: PayloadPlace): number {
  return place.offset + place.length
}

/** A message longer than a block is searched in pieces that overlap by one match less a byte. */
function findInLong(
  texts: readonly TextPattern[],
  capture: CaptureReader,
  message: MessagePlace,
  hits: readonly Uint8Array[],
): void {
  const overlap = Math.max(...texts.map((pattern) => pattern.longest)) - 1
  for (let done = 0; done < message.length; done += blockBytes) {
    const length = Math.min(blockBytes + overlap, message.length - done)
    const bytes = capture.payloadSync(message.offset + done, length)
    texts.forEach((pattern, text) => {
      if (pattern.find(bytes, 0, length) >= 0) hits[text]![message.index] = 1
    })
  }
}
