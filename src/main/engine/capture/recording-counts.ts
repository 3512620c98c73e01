import type { BatchTotals } from './batch'
import type { RecorderCounters } from './recorder'

/** Keeps the account of inbound payload bytes: `taken = recorded + pending + lost` at any moment. */
export class RecordingCounts {
  #taken = 0
  #recorded = 0
  #pending = 0
  #lost = 0
  #messages = 0
  #unfinished = 0
  #lostSinceStop = { bytes: 0, messages: 0 }

  /** Inbound bytes that the series has lost. */
  get lost(): number {
    return this.#lost
  }

  /** What was lost since {@link beginStop}. Messages count in both directions. */
  get lostSinceStop(): { readonly bytes: number; readonly messages: number } {
    return this.#lostSinceStop
  }

  get counters(): RecorderCounters {
    return {
      taken: this.#taken + this.#unfinished,
      recorded: this.#recorded,
      pending: this.#pending + this.#unfinished,
      lost: this.#lost,
      messages: this.#messages,
    }
  }

  /** Inbound bytes came and wait to be written. */
  took(bytes: number): void {
    this.#taken += bytes
    this.#pending += bytes
  }

  /** The bytes that are no whole message yet grew or shrank. */
  unfinishedChanged(change: number): void {
    this.#unfinished += change
  }

  /** What waited is on disk. */
  wrote({ inboundBytes, messages }: BatchTotals): void {
    this.#recorded += inboundBytes
    this.#pending -= inboundBytes
    this.#messages += messages
  }

  /** What waited was dropped. */
  dropped({ inboundBytes, messages }: BatchTotals): void {
    this.#pending -= inboundBytes
    this.#lose(inboundBytes, messages)
  }

  /** Records came that nobody takes. */
  refused(inboundBytes: number, messages: number): void {
    this.#taken += inboundBytes
    this.#lose(inboundBytes, messages)
  }

  /** Recording stops: begins to count anew what is lost. */
  beginStop(): void {
    this.#lostSinceStop = { bytes: 0, messages: 0 }
  }

  #lose(inboundBytes: number, messages: number): void {
    this.#lost += inboundBytes
    this.#lostSinceStop.bytes += inboundBytes
    this.#lostSinceStop.messages += messages
  }
}
