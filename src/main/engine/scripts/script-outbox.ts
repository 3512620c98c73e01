import type { Failure } from '../../../shared/contract/errors'
import type { ScriptLogLevel, ScriptOutput, ScriptReport } from './script-protocol'

/** Lines and failures of one second that are told; the rest is counted. */
const linesPerSecond = 1_000

/** Posts a report; the buffers of `transfer` are given away. */
export type PostReport = (report: ScriptReport, transfer?: ArrayBuffer[]) => void

/** Gathers what a script does, so that many small doings cross to the engine as one message. */
export class ScriptOutbox {
  #outputs: ScriptOutput[] = []
  #pieces: Uint8Array[] = []
  #handled = 0
  /** Bytes that wait here. */
  #waiting = 0
  /** Bytes that the engine has not taken yet. */
  #untaken = 0
  #lines = 0
  #skipped = 0
  #second = 0

  constructor(private readonly post: PostReport) {}

  get waitingBytes(): number {
    return this.#waiting
  }

  /** Bytes on their way, here or there. */
  get untakenBytes(): number {
    return this.#waiting + this.#untaken
  }

  get isEmpty(): boolean {
    return this.#outputs.length === 0 && this.#handled === 0
  }

  send(peer: number, bytes: Uint8Array, isText: boolean): void {
    this.#outputs.push({ do: 'send', peer, length: bytes.length, isText })
    this.#pieces.push(bytes)
    this.#waiting += bytes.length
  }

  end(peer: number, how: 'half-close' | 'close' | 'reset'): void {
    this.#outputs.push({ do: 'end', peer, how })
  }

  log(peer: number, level: ScriptLogLevel, text: string): void {
    if (this.#hasRoom()) this.#outputs.push({ do: 'log', peer, level, text })
  }

  fail(peer: number, failure: Failure): void {
    if (this.#hasRoom()) this.#outputs.push({ do: 'fail', peer, failure })
  }

  /** One input was dealt with. */
  handled(): void {
    this.#handled++
  }

  /** The engine has taken so many bytes. */
  taken(bytes: number): void {
    this.#untaken -= bytes
  }

  flush(): void {
    this.#newSecond()
    if (this.isEmpty) return
    const bytes = joined(this.#pieces, this.#waiting)
    this.post({ is: 'done', outputs: this.#outputs, bytes, handled: this.#handled }, [bytes.buffer])
    this.#untaken += this.#waiting
    this.#outputs = []
    this.#pieces = []
    this.#waiting = 0
    this.#handled = 0
  }

  #hasRoom(): boolean {
    this.#newSecond()
    if (this.#lines++ < linesPerSecond) return true
    this.#skipped++
    return false
  }

  #newSecond(): void {
    const second = Math.floor(performance.now() / 1_000)
    if (second === this.#second) return
    this.#second = second
    this.#lines = 0
    if (this.#skipped === 0) return
    const text = `${this.#skipped} more lines were left out: at most ${linesPerSecond} a second are kept`
    this.#outputs.push({ do: 'log', peer: 0, level: 'warn', text })
    this.#skipped = 0
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
