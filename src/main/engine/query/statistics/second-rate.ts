/** µs. */
const second = 1_000_000

/** Counts what happens in each second of the clock, as far as it takes to tell of the last whole one. Times never decrease. */
export class SecondRate {
  messages = 0
  bytes = 0
  private at = 0
  private messagesBefore = 0
  private bytesBefore = 0

  count(time: number, bytes: number): void {
    const now = Math.floor(time / second)
    if (now !== this.at) {
      const isNext = now === this.at + 1
      this.messagesBefore = isNext ? this.messages : 0
      this.bytesBefore = isNext ? this.bytes : 0
      this.messages = 0
      this.bytes = 0
      this.at = now
    }
    this.messages += 1
    this.bytes += bytes
  }

  /** What came in the whole second before `time` (µs). */
  before(time: number): { readonly messages: number; readonly bytes: number } {
    const last = Math.floor(time / second) - 1
    if (last === this.at) return { messages: this.messages, bytes: this.bytes }
    if (last === this.at - 1) return { messages: this.messagesBefore, bytes: this.bytesBefore }
    return { messages: 0, bytes: 0 }
  }
}
