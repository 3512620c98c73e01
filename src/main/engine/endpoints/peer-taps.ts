import type { Behaviour, BehaviourPeer } from '../rules/behaviour'

/** Hears one peer. Called for every message, so it must be quick and not throw. */
export interface PeerTap {
  /** A whole message was received and recorded. It may be kept. */
  received(message: Uint8Array): void
  /** The peer is gone; nothing is heard any more. */
  closed(): void
}

/** Who hears which peers of one run of an endpoint, beside what it does by itself. */
export class PeerTaps {
  readonly #taps = new Map<BehaviourPeer, Set<PeerTap>>()

  get isEmpty(): boolean {
    return this.#taps.size === 0
  }

  /** Tells `tap` all that comes from `peer` from now on, in the order recorded; returns what ends that. */
  add(peer: BehaviourPeer, tap: PeerTap): () => void {
    const taps = this.#taps.get(peer) ?? new Set()
    this.#taps.set(peer, taps.add(tap))
    return () => {
      taps.delete(tap)
      if (taps.size === 0 && this.#taps.get(peer) === taps) this.#taps.delete(peer)
    }
  }

  received(peer: BehaviourPeer, message: Uint8Array): void {
    const taps = this.#taps.get(peer)
    // One that is added by what this message sets off hears the next one first.
    if (taps) for (const tap of [...taps]) tap.received(message)
  }

  closed(peer: BehaviourPeer): void {
    const taps = this.#taps.get(peer)
    this.#taps.delete(peer)
    if (taps) for (const tap of taps) tap.closed()
  }
}

/** What an endpoint does by itself, and with it whoever hears its peers. */
export class TappedBehaviour implements Behaviour {
  constructor(
    private readonly automatic: Behaviour,
    private readonly taps: PeerTaps,
  ) {}

  get hearsMessages(): boolean {
    return this.automatic.hearsMessages || !this.taps.isEmpty
  }

  get classifies(): boolean {
    return this.automatic.classifies
  }

  adopt(peer: BehaviourPeer): void {
    this.automatic.adopt(peer)
  }

  opened(peer: BehaviourPeer): void {
    this.automatic.opened(peer)
  }

  classify(peer: BehaviourPeer, message: Uint8Array): number {
    return this.automatic.classify(peer, message)
  }

  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void {
    if (isEnd && !this.taps.isEmpty) this.taps.received(peer, message)
    if (this.automatic.hearsMessages) this.automatic.received(peer, message, isEnd)
  }

  closed(peer: BehaviourPeer): void {
    this.automatic.closed(peer)
    this.taps.closed(peer)
  }

  end(): void {
    this.automatic.end()
  }
}
