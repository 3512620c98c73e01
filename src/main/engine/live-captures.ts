/** Notices when endpoints begin or end recording. */
export class LiveCaptures {
  private captures: ReadonlySet<string> = new Set()

  /** Takes the captures that are being recorded now; returns whether one began or ended. */
  learn(now: ReadonlySet<string>): boolean {
    const changed = now.size !== this.captures.size || [...now].some((capture) => !this.captures.has(capture))
    this.captures = now
    return changed
  }
}
