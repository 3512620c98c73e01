import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'

/** So much is read at once; it is cut into chunks afterwards. */
const blockBytes = 1_024 * 1_024

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
   * Its content from the beginning, in blocks of whole chunks; the next is read while the one before is sent. Fails with
   * `E_FILE_READ` and `E_FILE_CHANGED`, without saying how much was sent.
   */
  async *blocks(chunkBytes: number): AsyncGenerator<Buffer> {
    const size = Math.max(chunkBytes, blockBytes - (blockBytes % chunkBytes))
    let next: Promise<Buffer> | null = this.#read(0, size)
    for (let at = 0; next !== null;) {
      const block: Buffer = await next
      at += block.length
      next = at < this.bytes ? this.#read(at, size) : null
      // Awaited in the next round, where its failure counts.
      next?.catch(() => undefined)
      yield block
    }
    await this.#checkUnchanged()
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  async #read(at: number, most: number): Promise<Buffer> {
    const wanted = Math.min(most, this.bytes - at)
    const block = Buffer.allocUnsafeSlow(wanted)
    try {
      for (let done = 0; done < wanted;) {
        const { bytesRead } = await this.handle.read(block, done, wanted - done, at + done)
        if (bytesRead === 0) throw new SockwrightError('E_FILE_CHANGED')
        done += bytesRead
      }
    } catch (cause) {
      if (cause instanceof SockwrightError) throw cause
      throw new SockwrightError('E_FILE_READ', { reason: systemReason(cause) }, { cause })
    }
    await this.#checkUnchanged()
    return block
  }

  async #checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat()
    if (size !== this.look.size || mtimeMs !== this.look.mtimeMs) throw new SockwrightError('E_FILE_CHANGED')
  }
}
