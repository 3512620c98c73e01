/** Those who wait until nothing that was written to a stream is queued any more. */
export class DrainWait {
  #waiting: ((unsent: number) => void)[] = []

  /** Resolves with the bytes that never left, at {@link end}. */
  begin(): Promise<number> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0
  }

  /** All has left but for `unsent` bytes, which never will. */
  end(unsent: number): void {
    for (const resolve of this.#waiting.splice(0)) resolve(unsent)
  }
}
