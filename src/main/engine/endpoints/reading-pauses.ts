import { slowPeerBytes } from './slow-peer'
import type { PeerStream } from './stream/peer-stream'

/** Reasons for not reading, as bits. */
export const pausedFor = {
  capture: 1,
  output: 2,
  answers: 4,
  decoding: 8,
  faultsIn: 16,
  faultsOut: 32,
  /** Too much that came waits for a person. */
  held: 64,
  /** What a relay's rules have answered waits for the client. */
  answered: 128,
  /** The same, and a person has not let it go. */
  answersHeld: 256,
  /** The other side of a relay becomes TLS first. */
  upgrade: 512,
} as const

/** Whether the stream of a peer is read: while any reason stands that it should not be, it is paused. */
export class ReadingPauses {
  #reasons = 0
  /** Bytes of answers that wait for their time. */
  #heldAnswers = 0

  constructor(private readonly stream: PeerStream) {}

  get isPaused(): boolean {
    return this.#reasons !== 0
  }

  /** `reason` is one of {@link pausedFor}. */
  pause(reason: number): void {
    if (this.#reasons === 0) this.stream.pause()
    this.#reasons |= reason
  }

  /** Reads again where `reason` was the last one. */
  resume(reason: number): void {
    if ((this.#reasons & reason) === 0) return
    this.#reasons &= ~reason
    if (this.#reasons === 0) this.stream.resume()
  }

  /** `reason` stands from now on, or no longer does. */
  set(reason: number, stands: boolean): void {
    if (stands) this.pause(reason)
    else this.resume(reason)
  }

  /** Answers that wait for their time grew or shrank by `change` bytes. */
  holdsAnswers(change: number): void {
    this.#heldAnswers += change
    if (this.#heldAnswers >= slowPeerBytes) this.pause(pausedFor.answers)
    else if (this.#heldAnswers < slowPeerBytes / 2) this.resume(pausedFor.answers)
  }
}
