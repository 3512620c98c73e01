import { isInReadMemory } from './read-memory'
import { readSlabs } from './read-slabs'

/** Are these bytes of a socket's reading, valid during the call only? Who keeps them makes a copy, or holds their slab. */
export function isPassing(bytes: Uint8Array): boolean {
  return isInReadMemory(bytes) || readSlabs.has(bytes)
}
