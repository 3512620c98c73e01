import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'
import type { BlockMemory } from './block-memory'

/** After so many bytes it is looked whether the file is still the same. */
const checkedBytes = 16 * 1_024 * 1_024

/** A part of a file, and the block of memory that it lies in. */
export interface FileBlock {
  readonly memory: Buffer
  readonly content: Buffer
}

/** How a file was when it was opened; a file that is written to meanwhile differs. */
interface Look {
  readonly size: number
  readonly mtimeMs: number
}

/** A file that is being sent. Whoever opened it closes it. */
export class OutgoingFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly look: Look,
  ) {}

  /** Fails with `E_FILE_OPEN`, with `E_FILE_KIND` for what is no ordinary file. */
  static async open(path: string): Promise<OutgoingFile> {
    const failed = (cause: unknown) => {
      throw new SockwrightError('E_FILE_OPEN', { path, reason: systemReason(cause) }, { cause })
    }
    // Without O_NONBLOCK opening a pipe would wait for whoever writes to it.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(failed)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw new SockwrightError('E_FILE_KIND', { path })
      return new OutgoingFile(handle, found)
    } catch (thrown) {
      await handle.close()
      throw thrown
    }
  }

  get bytes(): number {
    return this.look.size
  }

  /**
   * Its content from the beginning, in blocks of `memory`, which the caller gives back; the next is read while the one
   * before is sent. Fails with `E_FILE_READ` and `E_FILE_CHANGED`, without saying how much was sent.
   */
  async *blocks(memory: BlockMemory): AsyncGenerator<FileBlock> {
    let checked = 0
    for (let at = 0, next = this.#next(memory, at); next !== null;) {
      const block: FileBlock = await next
      at += block.content.length
      if (at - checked >= checkedBytes || at === this.bytes) {
        await this.#checkUnchanged()
        checked = at
      }
      next = this.#next(memory, at)
      // Awaited in the next round, where its failure counts.
      next?.catch(() => undefined)
      yield block
    }
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  /** The block from `at` on; null where nothing is left. */
  #next(memory: BlockMemory, at: number): Promise<FileBlock> | null {
    return at < this.bytes ? memory.take().then((block) => this.#read(block, at)) : null
  }

  async #read(memory: Buffer, at: number): Promise<FileBlock> {
    const content = memory.subarray(0, this.bytes - at)
    try {
      for (let done = 0; done < content.length;) {
        const { bytesRead } = await this.handle.read(content, done, content.length - done, at + done)
        if (bytesRead === 0) throw new SockwrightError('E_FILE_CHANGED')
        done += bytesRead
      }
    } catch (cause) {
      if (cause instanceof SockwrightError) throw cause
      throw new SockwrightError('E_FILE_READ', { reason: systemReason(cause) }, { cause })
    }
    return { memory, content }
  }

  async #checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat()
    if (size !== this.look.size || mtimeMs !== this.look.mtimeMs) throw new SockwrightError('E_FILE_CHANGED')
  }
}
