import { SockwrightError } from '../../../shared/contract/errors'
import { sequenceLimits, type Sequence, type SequenceId } from '../../../shared/sequences/sequence'

export type SequenceList = readonly Sequence[]

/** `list` with `sequence` in the place of the one with its id, or in front of `before`. Fails as `sequence.put` does. */
export function putSequence(list: SequenceList, sequence: Sequence, before: SequenceId | null): SequenceList {
  const shared = list.find(({ id, name }) => name === sequence.name && id !== sequence.id)
  if (shared) throw new SockwrightError('E_SEQUENCE_NAME', { name: shared.name })
  const isThere = list.some(({ id }) => id === sequence.id)
  if (isThere) return checked(list.map((one) => (one.id === sequence.id ? sequence : one)))
  const at = list.findIndex(({ id }) => id === before)
  return checked(list.toSpliced(at < 0 ? list.length : at, 0, sequence))
}

/** `list` without the sequence `id`; one that is gone already is no failure. */
export function removeSequence(list: SequenceList, id: SequenceId): SequenceList {
  return list.filter((one) => one.id !== id)
}

function checked(list: SequenceList): SequenceList {
  if (list.length > sequenceLimits.sequences || JSON.stringify(list).length > sequenceLimits.characters)
    throw new SockwrightError('E_SEQUENCE_FULL', sequenceLimits)
  return list
}
