import { randomUUID } from 'node:crypto'
import type { CallArgs } from '../../../shared/contract/call'
import type { libraryCalls } from '../../../shared/contract/engine/library-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import {
  libraryLimits,
  sharedKeys,
  tooLarge,
  type NewPayload,
  type PayloadId,
  type SavedPayload,
} from '../../../shared/payload/saved-payload'

export type PayloadLibrary = readonly SavedPayload[]
type Args<Name extends keyof typeof libraryCalls> = CallArgs<typeof libraryCalls, Name>

/** Payloads as they are to be added, each with an id. */
export function withIds(payloads: readonly NewPayload[]): SavedPayload[] {
  return payloads.map((payload) => ({ id: randomUUID(), ...payload }))
}

/** `library` with `added` in front of `before`. Fails as `library.add` does. */
export function addPayloads(
  library: PayloadLibrary,
  added: readonly SavedPayload[],
  before: PayloadId | null,
): PayloadLibrary {
  return checked(inserted(library, added, before))
}

/** `library` with one payload changed. Fails as `library.change` does. */
export function changePayload(
  library: PayloadLibrary,
  { payload, content, ...given }: Args<'library.change'>,
): PayloadLibrary {
  const before = find(library, payload)
  const { name = before.name, folder = before.folder, tags = before.tags } = given
  const keys = given.keys === undefined ? before.keys : given.keys
  const changed = { id: payload, name, folder, tags, keys, payload: content ?? before.payload }
  return checked(library.map((one) => (one === before ? changed : one)))
}

/** `library` with payloads in another place. Fails with `E_LIBRARY_PAYLOAD`. */
export function movePayloads(
  library: PayloadLibrary,
  { payloads, folder, before }: Args<'library.move'>,
): PayloadLibrary {
  const moved = new Set(payloads.map((id) => find(library, id)))
  // In front of itself is where it is.
  const rest = library.filter((one) => !moved.has(one) || one.id === before)
  const put = inserted(
    rest,
    [...moved].map((one) => ({ ...one, folder })),
    before,
  )
  return put.filter((one) => !moved.has(one))
}

/** `library` without `payloads`. Fails with `E_LIBRARY_PAYLOAD`. */
export function removePayloads(library: PayloadLibrary, payloads: readonly PayloadId[]): PayloadLibrary {
  const removed = new Set(payloads.map((id) => find(library, id)))
  return library.filter((one) => !removed.has(one))
}

function inserted(
  library: PayloadLibrary,
  added: readonly SavedPayload[],
  before: PayloadId | null,
): PayloadLibrary {
  if (before === null) return [...library, ...added]
  const at = library.indexOf(find(library, before))
  return [...library.slice(0, at), ...added, ...library.slice(at)]
}

function find(library: PayloadLibrary, id: PayloadId): SavedPayload {
  const found = library.find((one) => one.id === id)
  if (!found) throw new SockwrightError('E_LIBRARY_PAYLOAD', { payload: id })
  return found
}

function checked(library: PayloadLibrary): PayloadLibrary {
  if (library.length > libraryLimits.payloads) {
    throw new SockwrightError('E_LIBRARY_FULL', { limit: libraryLimits.payloads })
  }
  const large = tooLarge(library)
  if (large) {
    const { characters, allCharacters } = libraryLimits
    throw new SockwrightError('E_LIBRARY_LARGE', { name: large.name, limit: characters, allCharacters })
  }
  const shared = sharedKeys(library)
  if (shared) {
    const owner = library.find(({ keys }) => keys === shared.keys)!
    throw new SockwrightError('E_LIBRARY_KEYS', { keys: shared.keys!, name: owner.name })
  }
  return library
}
