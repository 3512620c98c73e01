import { setTimeout as pause } from 'node:timers/promises'
import { failureFact, SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { languages, type LocalText } from '../../../shared/language/local-text'
import type { FilePacing } from '../../../shared/payload/file-payload'
import type { Cause } from '../../../shared/capture/record'
import type { Endpoint } from '../endpoints/endpoint'
import { untilAborted } from '../timing/until-aborted'
import type { BlockMemory } from './block-memory'
import type { OutgoingFile } from './outgoing-file'

/** What a lane has of the run it belongs to. */
export interface LaneSetting {
  readonly endpoint: Endpoint
  readonly pacing: FilePacing
  /** As what its chunks are recorded. */
  readonly cause: Cause
  /** What it is read into. */
  readonly memory: BlockMemory
  /** Nothing is sent once it aborts. */
  readonly signal: AbortSignal
  /** So many more bytes were handed to the socket; fewer, where some came back. */
  sent(change: number): void
}

/** The way of one file to one peer, at the pace at which that peer reads. */
export class FileLane {
  #sent = 0
  /** Blocks that were handed over since the last time nothing was queued. */
  #handed: Buffer[] = []

  constructor(
    private readonly peer: number,
    private readonly name: string,
    private readonly file: OutgoingFile,
    private readonly setting: LaneSetting,
  ) {}

  /** Resolves when the kernel has all of it; rejects with `E_FILE_READ`, `E_FILE_CHANGED`, `E_FILE_PEER`. */
  async run(): Promise<void> {
    const { memory } = this.setting
    try {
      for await (const block of this.file.blocks(memory)) {
        await this.#handBlock(block.content)
        this.#handed.push(block.memory)
        if (this.#handed.length >= memory.queueable) await this.#drain()
      }
      await this.#drain()
    } catch (thrown) {
      throw this.#told(toFailure(thrown))
    }
  }

  async #handBlock(content: Buffer): Promise<void> {
    const { pacing, signal } = this.setting
    const { chunkBytes, delayMs } = pacing
    for (let at = 0; at < content.length; at += chunkBytes) {
      if (this.#sent > 0 && delayMs > 0) await pause(delayMs, null, { signal })
      await this.#hand(content.subarray(at, at + chunkBytes))
    }
  }

  async #hand(chunk: Uint8Array): Promise<void> {
    for (let failure = await this.#send(chunk); failure; failure = await this.#send(chunk)) {
      if (failure.code !== 'E_PEER_SLOW') throw goneWith(failure)
      await this.#drain()
    }
    this.#count(chunk.length)
  }

  /** Why the peer cannot be sent to; null where it was. */
  async #send(chunk: Uint8Array): Promise<Failure | null> {
    const { endpoint, signal, cause } = this.setting
    signal.throwIfAborted()
    try {
      const [outcome] = await endpoint.send({ to: 'peers', peers: [this.peer] }, chunk, cause)
      return !outcome || outcome.ok ? null : outcome.failure
    } catch (thrown) {
      return toFailure(thrown)
    }
  }

  async #drain(): Promise<void> {
    const { endpoint, signal } = this.setting
    const unsent = await untilAborted(endpoint.drained(this.peer), signal)
    if (unsent === 0) return void this.#giveBack(this.#handed.splice(0))
    this.#count(-Math.min(unsent, this.#sent))
    throw goneWith(null)
  }

  /** The socket is done with `blocks`; the capture may not be. */
  async #giveBack(blocks: readonly Buffer[]): Promise<void> {
    const { endpoint, memory } = this.setting
    await endpoint.recorded()
    for (const block of blocks) memory.give(block)
  }

  #count(change: number): void {
    this.#sent += change
    this.setting.sent(change)
  }

  #told({ code, details }: Failure): SockwrightError {
    const facts = { name: this.name, peer: this.peer, sent: this.#sent, bytes: this.file.bytes }
    return new SockwrightError(code, { ...details, ...facts })
  }
}

const left: LocalText = { en: 'its connection ended', 'zh-CN': '连接已结束' }

/** `E_FILE_PEER` for a peer that cannot be sent to any more, because of `failure` where one was told. */
function goneWith(failure: Failure | null): SockwrightError {
  return new SockwrightError('E_FILE_PEER', { reason: failure ? factOf(failure) : left })
}

function factOf(failure: Failure): LocalText {
  const facts = languages.map((language) => [language, failureFact(failure, language).replace(/[.。]$/, '')])
  return Object.fromEntries(facts) as LocalText
}
