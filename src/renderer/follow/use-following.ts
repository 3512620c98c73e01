import { shallowRef, type Ref } from 'vue'
import type { Followed } from './use-follow-stream'

/** The stream that takes the place of a log, and the record that it began at. */
export interface Following {
  readonly followed: Followed
  readonly from: number | null
}

/** Which peer of a log is followed, if any. It stays followed when the endpoint starts anew, in the capture it is of. */
export function useFollowing(capture: Ref<string | null>) {
  const following = shallowRef<Following | null>(null)

  /** Follows `peer`, from one of its records on or from the end. */
  function open(peer: number, from: number | null = null): void {
    if (capture.value !== null) following.value = { followed: { capture: capture.value, peer }, from }
  }

  function close(): void {
    following.value = null
  }

  return { following, open, close }
}
