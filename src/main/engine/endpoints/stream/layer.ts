import type { Socket } from 'node:net'

/** What stands on a raw socket and gives a byte stream of its own, such as TLS. It destroys the raw socket with itself. */
export interface Layer<T> {
  readonly socket: Socket
  /** Resolves with the facts of the layer when bytes can pass; rejects with a coded failure. */
  readonly ready: Promise<T>
}
