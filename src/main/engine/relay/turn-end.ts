/** What happens once at the end of a turn of the event loop, when all sockets that had something were read. */
class TurnEnd {
  #work: (() => void)[] = []

  /** Calls `work` at the end of this turn. */
  do(work: () => void): void {
    if (this.#work.length === 0) setImmediate(this.#end)
    this.#work.push(work)
  }

  readonly #end = (): void => {
    const all = this.#work
    this.#work = []
    for (const work of all) work()
  }
}

/** Shared by all relays of a thread. */
export const turnEnd = new TurnEnd()
