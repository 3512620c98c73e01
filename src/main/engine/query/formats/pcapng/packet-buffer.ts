import type { RecordFacts } from '../../../../../shared/capture/record'
import type { BlockWriter } from './block-writer'
import { bearerPacket } from './ip-packet'

/** More comments go to a packet of their own. */
const mostComments = 50

interface HeldPacket {
  readonly time: number
  readonly peer: number
  readonly bytes: Uint8Array
  readonly direction: 'in' | 'out' | null
  readonly comments: string[]
}

/** Holds each packet until the next one comes, so that later remarks can still be put on it. */
export class PacketBuffer {
  #held: HeldPacket | null = null
  /** Remarks that wait for the next packet. */
  #waiting: string[] = []
  #time = 0

  constructor(private readonly blocks: BlockWriter) {}

  /** The next packet; `facts` are those of the record it was made of. */
  add(
    { time, peer }: RecordFacts,
    bytes: Uint8Array,
    direction: HeldPacket['direction'],
    comments: readonly string[],
  ): void {
    this.release()
    this.#time = time
    this.#held = { time, peer, bytes, direction, comments: [...this.#waiting, ...comments] }
    if (this.#waiting.length > 0) this.#waiting = []
  }

  /** A comment of an event that makes no packet: goes to the packet before where that is of the same peer. */
  remark({ time, peer }: RecordFacts, comment: string): void {
    this.#time = time
    const held = this.#held
    if (held && peer !== 0 && held.peer === peer && held.comments.length < mostComments) {
      held.comments.push(comment)
      return
    }
    this.#waiting.push(comment)
    if (this.#waiting.length >= mostComments) this.#bear()
  }

  /** Writes the packet that is held. */
  release(): void {
    if (this.#held) this.blocks.packet(this.#held)
    this.#held = null
  }

  /** Writes what is left; remarks without a next packet go to the last one. */
  finish(): void {
    const held = this.#held
    if (this.#waiting.length > 0 && !held) this.#bear()
    held?.comments.push(...this.#waiting.splice(0))
    this.release()
  }

  /** Writes the remarks on a packet that has nothing else. */
  #bear(): void {
    this.release()
    const comments = this.#waiting.splice(0)
    this.blocks.packet({ time: this.#time, bytes: bearerPacket(new Uint8Array()), direction: null, comments })
  }
}
