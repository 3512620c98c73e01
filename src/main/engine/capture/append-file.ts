import { open, type FileHandle } from 'node:fs/promises'
import type { Disk } from './disk'

/** Most buffers that one writev(2) takes on Linux and macOS (IOV_MAX). */
const maxBuffersPerWrite = 1_024
/** One write is bounded, so that buffers are let go of while a long batch is written. */
const maxBytesPerWrite = 4 * 1_024 * 1_024

/** Tells whether a path still leads to a file that is open. */
export interface FileIdentity {
  readonly dev: number
  readonly ino: number
}

/** A new file, readable by its owner only, that grows at its end. One append at a time. */
export class AppendFile {
  readonly #handle: FileHandle
  readonly #disk: Disk
  #length = 0

  private constructor(
    handle: FileHandle,
    disk: Disk,
    readonly identity: FileIdentity,
  ) {
    this.#handle = handle
    this.#disk = disk
  }

  /** Fails with the system's code, `EEXIST` where the file is there already. */
  static async create(path: string, disk: Disk): Promise<AppendFile> {
    const handle = await open(path, 'wx+', 0o600)
    try {
      return new AppendFile(handle, disk, await handle.stat())
    } catch (thrown) {
      await handle.close()
      throw thrown
    }
  }

  get fd(): number {
    return this.#handle.fd
  }

  /** Bytes written; after a failed append also those of it that were. */
  get length(): number {
    return this.#length
  }

  /** Writes `buffers` one after the other. Fails with the system's code; {@link length} then tells how far it came. */
  async append(buffers: readonly Uint8Array[]): Promise<void> {
    for (let from = 0; from < buffers.length;) {
      const to = writeEnd(buffers, from)
      await this.#write(from === 0 && to === buffers.length ? buffers : buffers.slice(from, to))
      from = to
    }
  }

  async #write(buffers: readonly Uint8Array[]): Promise<void> {
    let rest = withoutEmpty(buffers)
    while (rest.length > 0) {
      const written = await this.#disk.writev(this.fd, rest, this.#length)
      this.#length += written
      rest = unwritten(rest, written)
    }
  }

  async truncate(length: number): Promise<void> {
    await this.#disk.truncate(this.fd, length)
    this.#length = length
  }

  datasync(): Promise<void> {
    return this.#disk.datasync(this.fd)
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

function writeEnd(buffers: readonly Uint8Array[], from: number): number {
  const limit = Math.min(buffers.length, from + maxBuffersPerWrite)
  let bytes = 0
  for (let to = from; to < limit; to += 1) {
    bytes += buffers[to]!.byteLength
    if (bytes > maxBytesPerWrite && to > from) return to
  }
  return limit
}

function withoutEmpty(buffers: readonly Uint8Array[]): readonly Uint8Array[] {
  return buffers.some((buffer) => buffer.byteLength === 0)
    ? buffers.filter((buffer) => buffer.byteLength > 0)
    : buffers
}

function unwritten(buffers: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let left = written
  for (let index = 0; index < buffers.length; index += 1) {
    const buffer = buffers[index]!
    if (left < buffer.byteLength) return [buffer.subarray(left), ...buffers.slice(index + 1)]
    left -= buffer.byteLength
  }
  return []
}
