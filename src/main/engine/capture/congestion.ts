import type { RecorderLimits } from './recorder-limits'

/** Tells when so much waits for the disk that sockets must not be read, and when that is over. */
export class Congestion {
  #is = false
  readonly #limits: RecorderLimits
  readonly #listeners = new Set<(congested: boolean) => void>()

  constructor(limits: RecorderLimits) {
    this.#limits = limits
  }

  get is(): boolean {
    return this.#is
  }

  onChange(listener: (congested: boolean) => void): void {
    this.#listeners.add(listener)
  }

  /** More waits than before. */
  grew(waiting: number): void {
    if (waiting > this.#limits.congestedAbove) this.#set(true)
  }

  /** Less waits than before. */
  shrank(waiting: number): void {
    if (waiting < this.#limits.relievedBelow) this.#set(false)
  }

  #set(congested: boolean): void {
    if (this.#is === congested) return
    this.#is = congested
    for (const listener of this.#listeners) listener(congested)
  }
}
