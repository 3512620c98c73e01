/** Beyond so many bytes that wait for the reader of stdout, `data` events are skipped. */
export const maxPendingBytes = 8 * 1024 * 1024

/** Beyond so many, all events but the last ones of the command. */
export const maxPendingEventBytes = 2 * maxPendingBytes

/**
 * Standard output of a command. When its reader goes away (`EPIPE`), `ended` is called and nothing is written any more.
 */
export class StandardOutput {
  private gone = false
  private readonly stream = process.stdout
  private readonly onError = () => {
    this.gone = true
    this.ended()
  }

  constructor(private readonly ended: () => void) {
    this.stream.on('error', this.onError)
  }

  get isTerminal(): boolean {
    return this.stream.isTTY === true
  }

  /** Bytes that the reader has not taken yet. */
  get pending(): number {
    return this.stream.writableLength
  }

  write(content: string | Uint8Array): void {
    if (!this.gone) this.stream.write(content)
  }

  /** Resolves when the reader has caught up or gone, or when `signal` aborts. */
  async drained(signal: AbortSignal): Promise<void> {
    if (!this.stream.writableNeedDrain || this.gone || signal.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.stream.off('drain', done)
        this.stream.off('error', done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.stream.on('drain', done)
      this.stream.on('error', done)
      signal.addEventListener('abort', done)
    })
  }

  release(): void {
    // A late error of a reader that has gone, which may be on its way, must not end the program in another way.
    if (!this.gone && this.stream.errored === null) this.stream.off('error', this.onError)
  }
}
