import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'

const readAtOnce = 1024 * 1024

/** A file read from its beginning to its end in big pieces, in constant memory. For threads that may wait. */
export class ByteSource {
  private readonly fd: number
  private chunk = Buffer.alloc(0)
  private at = 0
  private read = 0
  /** Bytes of the file when it was opened. */
  readonly size: number

  /** Fails with `E_IMPORT_READ`. */
  constructor(private readonly path: string) {
    try {
      this.fd = openSync(path, 'r')
    } catch (thrown) {
      throw readFailure(path, thrown)
    }
    const stats = fstatSync(this.fd)
    this.size = stats.size
    if (stats.isFile()) return
    closeSync(this.fd)
    throw new SockwrightError('E_IMPORT_READ', { path, reason: 'it is no file' })
  }

  /** Where the next byte lies in the file. */
  get offset(): number {
    return this.read - (this.chunk.length - this.at)
  }

  /** The next `count` bytes, valid for good; null where the file ends before. Fails with `E_IMPORT_READ`. */
  take(count: number): Buffer | null {
    if (this.chunk.length - this.at < count) this.fill(count)
    if (this.chunk.length - this.at < count) return null
    this.at += count
    return this.chunk.subarray(this.at - count, this.at)
  }

  /** True behind the last byte. */
  atEnd(): boolean {
    if (this.at === this.chunk.length) this.fill(1)
    return this.at === this.chunk.length
  }

  close(): void {
    closeSync(this.fd)
  }

  /** A new piece of memory each time: messages may still point into the one before. */
  private fill(count: number): void {
    const rest = this.chunk.subarray(this.at)
    const next = Buffer.allocUnsafeSlow(Math.max(readAtOnce, count))
    rest.copy(next)
    let end = rest.length
    while (end < next.length) {
      const got = this.readInto(next, end)
      if (got === 0) break
      end += got
    }
    this.chunk = next.subarray(0, end)
    this.at = 0
  }

  private readInto(memory: Buffer, at: number): number {
    try {
      const got = readSync(this.fd, memory, at, memory.length - at, null)
      this.read += got
      return got
    } catch (thrown) {
      throw readFailure(this.path, thrown)
    }
  }
}

function readFailure(path: string, thrown: unknown): SockwrightError {
  return new SockwrightError('E_IMPORT_READ', { path, reason: systemReason(thrown) }, { cause: thrown })
}
