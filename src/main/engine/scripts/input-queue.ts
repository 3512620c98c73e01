import type { BehaviourPeer } from '../rules/behaviour'
import { Fifo } from '../queues/fifo'
import type { ScriptInput, ScriptRequest } from './script-protocol'

/** What one input takes of memory beside its bytes, roughly. */
const inputOverhead = 128
/** From here on each message weighs so much that its peer pauses, however many peers there are; bytes. */
const mostWaiting = 32 * 1024 * 1024
const pausingWeight = 8 * 1024 * 1024

/** An input that the script has not dealt with, and what it weighs for its peer. */
interface Waiting {
  readonly peer: BehaviourPeer
  readonly weight: number
  readonly size: number
}

/** What a script is to be told, gathered for each turn of the loop. What waits holds its peers back. */
export class InputQueue {
  #inputs: ScriptInput[] = []
  #pieces: Uint8Array[] = []
  #length = 0
  readonly #waiting = new Fifo<Waiting>()
  #size = 0

  constructor(private readonly post: (request: ScriptRequest, transfer: ArrayBuffer[]) => void) {}

  opened(peer: BehaviourPeer): void {
    this.#add({ is: 'opened', peer: peer.peer, remote: peer.remote, local: peer.local }, peer, 0)
  }

  message(peer: BehaviourPeer, message: Uint8Array, whole: boolean): void {
    const { length } = message
    this.#pieces.push(message)
    this.#length += length
    this.#add({ is: 'message', peer: peer.peer, length, whole }, peer, length)
  }

  closed(peer: BehaviourPeer): void {
    this.#add({ is: 'closed', peer: peer.peer }, peer, 0)
  }

  /** The script has dealt with the oldest `count`. */
  handled(count: number): void {
    for (let left = count; left > 0; left--) {
      const waiting = this.#waiting.shift()
      if (!waiting) return
      this.#release(waiting)
    }
  }

  flush(): void {
    if (this.#inputs.length === 0) return
    const bytes = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    const inputs = this.#inputs
    this.#inputs = []
    this.#pieces = []
    this.#length = 0
    this.post({ ask: 'hear', inputs, bytes }, [bytes.buffer])
  }

  /** Nothing is told any more; nobody is held back. */
  release(): void {
    this.handled(this.#waiting.length)
    this.#inputs = []
    this.#pieces = []
    this.#length = 0
  }

  #add(input: ScriptInput, peer: BehaviourPeer, length: number): void {
    const size = length + inputOverhead
    const weight = this.#size >= mostWaiting ? size + pausingWeight : size
    this.#size += size
    this.#waiting.push({ peer, weight, size })
    if (this.#inputs.push(input) === 1) queueMicrotask(() => this.flush())
    peer.holdsAnswers(weight)
  }

  #release({ peer, weight, size }: Waiting): void {
    this.#size -= size
    peer.holdsAnswers(-weight)
  }
}
