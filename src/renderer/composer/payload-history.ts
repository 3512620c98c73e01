import type { HistoryEntry } from '../../shared/contract/engine/history-calls'
import { draftPayload, payloadDraft, type PayloadDraft } from './payload-draft'

/** Where a person is in the history: `back` 0 is their own draft, 1 the newest sent payload. */
export interface HistoryPlace {
  readonly back: number
  /** The draft to come back to. */
  readonly own: PayloadDraft | null
}

export const ownDraft: HistoryPlace = { back: 0, own: null }

/** Sent payloads, the newest first, each only once. */
export function recentPayloads(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const seen = new Set<string>()
  return [...entries]
    .sort((one, other) => other.at - one.at)
    .filter(({ payload }) => {
      const key = JSON.stringify(payload)
      return seen.size < seen.add(key).size
    })
}

function isPayload(draft: PayloadDraft, entry: HistoryEntry | undefined): boolean {
  return entry !== undefined && JSON.stringify(draftPayload(draft)) === JSON.stringify(entry.payload)
}

/**
 * One step through the history: `older` goes back, `newer` comes forward to the person's own draft, which is as they
 * left it. Null where there is nothing further.
 */
export function stepHistory(
  place: HistoryPlace,
  step: 'older' | 'newer',
  draft: PayloadDraft,
  entries: readonly HistoryEntry[],
): { readonly place: HistoryPlace; readonly draft: PayloadDraft } | null {
  // A payload that was just sent is still in the editor: going back to it would seem to do nothing.
  const same = place.back === 0 && isPayload(draft, entries[0])
  const back = place.back + (step === 'older' ? (same ? 2 : 1) : -1)
  if (back < 0) return null
  const own = place.back === 0 ? draft : (place.own ?? draft)
  if (back === 0) return { place: ownDraft, draft: own }
  const entry = entries[back - 1]
  return entry ? { place: { back, own }, draft: payloadDraft(entry.payload, draft.lineEnding) } : null
}
