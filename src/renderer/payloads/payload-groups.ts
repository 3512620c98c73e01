import type { NewPayload, SavedPayload } from '../../shared/payload/saved-payload'
import { typedPayload } from '../../shared/payload/saved-payload'

/** The payloads of one folder, in their order; those outside of folders stand under the empty name. */
export interface PayloadGroup {
  readonly folder: string
  readonly payloads: readonly SavedPayload[]
}

/** Payloads by folder: first those in none, then the folders by name, with what contains every word of `search`. */
export function groupPayloads(payloads: readonly SavedPayload[], search: string): PayloadGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, SavedPayload[]>()
  for (const payload of payloads) {
    if (!words.every((word) => searchedText(payload).includes(word))) continue
    const group = groups.get(payload.folder)
    if (group) group.push(payload)
    else groups.set(payload.folder, [payload])
  }
  return [...groups]
    .map(([folder, inside]) => ({ folder, payloads: inside }))
    .sort((one, other) => (one.folder === '' ? -1 : other.folder === '' ? 1 : order(one, other)))
}

function order(one: PayloadGroup, other: PayloadGroup): number {
  return one.folder.localeCompare(other.folder)
}

/** Searching looks no further into a long payload. */
const searchedCharacters = 4_096

function searchedText({ name, folder, tags, payload }: SavedPayload): string {
  const typed = typedPayload(payload).slice(0, searchedCharacters)
  return [name, folder, ...tags, typed].join('\n').toLowerCase()
}

/** Where a payload is to be put: into `folder`, in front of `before` or last. */
export interface PayloadPlace {
  readonly folder: string
  readonly before: string | null
}

/** The place one step up or down, over the edge of its folder into the next one; null where there is none. */
export function stepPlace(groups: readonly PayloadGroup[], id: string, step: -1 | 1): PayloadPlace | null {
  const at = groups.findIndex(({ payloads }) => payloads.some((one) => one.id === id))
  const group = groups[at]
  if (!group) return null
  const { folder, payloads } = group
  const index = payloads.findIndex((one) => one.id === id)
  const target = index + step
  if (target >= 0 && target < payloads.length) {
    return { folder, before: payloads[step < 0 ? target : target + 1]?.id ?? null }
  }
  const next = groups[at + step]
  if (!next) return null
  return { folder: next.folder, before: step < 0 ? null : next.payloads[0]!.id }
}

/** The place in front of or behind the payload `id`. */
export function placeBeside(
  groups: readonly PayloadGroup[],
  id: string,
  behind: boolean,
): PayloadPlace | null {
  const group = groups.find(({ payloads }) => payloads.some((one) => one.id === id))
  if (!group) return null
  const at = group.payloads.findIndex((one) => one.id === id)
  return { folder: group.folder, before: group.payloads[behind ? at + 1 : at]?.id ?? null }
}

/** `payload` without its id, as it can be added again. */
export function newPayload({ name, folder, tags, keys, payload }: SavedPayload): NewPayload {
  return { name, folder, tags: [...tags], keys, payload }
}
