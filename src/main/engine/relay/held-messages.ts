import type { Cause } from '../../../shared/capture/record'
import { SockwrightError } from '../../../shared/contract/errors'
import type { HeldMessage, HeldPage } from '../../../shared/contract/engine/relay-calls'
import type { InterceptStatus } from '../../../shared/endpoints/endpoint-status'
import type { FaultDirection } from '../../../shared/faults/fault-plan'

/** A message that waits for a person. */
export interface Holding {
  readonly peer: number
  readonly direction: FaultDirection
  /** That of the message as it came. */
  readonly record: number
  /** As it would go on. */
  readonly bytes: Uint8Array
  /** Lets it go on with these bytes, or with none at all where it is dropped; `cause` is whoever decides. */
  decide(bytes: Uint8Array | null, cause: Cause): void
}

/** So many bytes held of one direction of a peer stop reading it. */
export const mostHeldBytes = 1_048_576
/** What the list shows of a message. */
const shownBytes = 256

/** The messages that a relay holds for a person, in the order in which they came. */
export class HeldMessages {
  #directions: readonly FaultDirection[] = []
  readonly #held = new Map<number, Holding>()
  #last = 0
  #bytes = 0
  #revision = 0

  constructor(private readonly changed: () => void) {}

  get isOn(): boolean {
    return this.#directions.length > 0
  }

  status(): InterceptStatus | null {
    if (!this.isOn) return null
    const { size } = this.#held
    return { directions: this.#directions, held: size, heldBytes: this.#bytes, revision: this.#revision }
  }

  wants(direction: FaultDirection): boolean {
    return this.#directions.includes(direction)
  }

  /** From now on messages of these directions are held; those of others go on. Returns how many did. */
  hold(directions: readonly FaultDirection[]): number {
    this.#directions = [...new Set(directions)]
    const free = [...this.#held].filter(([, { direction }]) => !this.wants(direction))
    free.forEach(([id, { bytes }]) => this.#decide(id, bytes, 'hand'))
    this.#touch()
    return free.length
  }

  add(holding: Holding): void {
    this.#held.set(++this.#last, holding)
    this.#bytes += holding.bytes.length
    this.#touch()
  }

  /** Rows from the `from`-th on, oldest first. */
  page(from: number, count: number): HeldPage {
    const rows = [...this.#held].slice(from, from + count).map(([held, holding]) => row(held, holding))
    return { total: this.#held.size, revision: this.#revision, rows }
  }

  /** All bytes of one. Throws `E_HELD_UNKNOWN`. */
  bytes(held: number): Uint8Array {
    return this.#get(held).bytes
  }

  /** Lets messages go on as they are, or one of them with other bytes. Throws `E_HELD_UNKNOWN` where one is not there. */
  release(which: readonly number[] | 'all', bytes?: Uint8Array): void {
    for (const id of this.#chosen(which)) this.#decide(id, bytes ?? this.#get(id).bytes, 'hand')
    this.#touch()
  }

  /** Throws `E_HELD_UNKNOWN` where one is not there. */
  drop(which: readonly number[] | 'all'): void {
    for (const id of this.#chosen(which)) this.#decide(id, null, 'hand')
    this.#touch()
  }

  /** The peer is gone, or ends: what is held of it can go nowhere. */
  forget(peer: number): void {
    const gone = [...this.#held].filter(([, holding]) => holding.peer === peer)
    if (gone.length === 0) return
    gone.forEach(([id]) => this.#decide(id, null, 'none'))
    this.#touch()
  }

  #chosen(which: readonly number[] | 'all'): readonly number[] {
    if (which === 'all') return [...this.#held.keys()]
    which.forEach((id) => this.#get(id))
    return which
  }

  #get(held: number): Holding {
    const holding = this.#held.get(held)
    if (!holding) throw new SockwrightError('E_HELD_UNKNOWN', { held })
    return holding
  }

  #decide(id: number, bytes: Uint8Array | null, cause: Cause): void {
    const holding = this.#held.get(id)
    if (!holding) return
    this.#held.delete(id)
    this.#bytes -= holding.bytes.length
    holding.decide(bytes, cause)
  }

  #touch(): void {
    this.#revision++
    this.changed()
  }
}

function row(held: number, { peer, direction, record, bytes }: Holding): HeldMessage {
  return { held, peer, direction, record, length: bytes.length, beginning: bytes.slice(0, shownBytes) }
}
