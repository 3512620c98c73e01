import { fdatasync, ftruncate, statfs, writev } from 'node:fs'
import { promisify } from 'node:util'

/** What the recorder asks of a disk once its files are open; a test puts a failing one in its place. */
export interface Disk {
  /** Writes at `position`; resolves with the bytes written, which may be fewer than given (pwritev(2)). */
  writev(fd: number, buffers: readonly Uint8Array[], position: number): Promise<number>
  /** Resolves when what was written survives a power loss (fdatasync(2)). */
  datasync(fd: number): Promise<void>
  truncate(fd: number, length: number): Promise<void>
  /** Bytes that this user may still write where `folder` is. */
  freeBytes(folder: string): Promise<number>
}

const statfsOf = promisify(statfs)

/** The real disk. */
export const systemDisk: Disk = {
  writev: (fd, buffers, position) =>
    new Promise((resolve, reject) => {
      writev(fd, buffers as Uint8Array[], position, (error, written) => {
        if (error) reject(error)
        else resolve(written)
      })
    }),
  datasync: promisify(fdatasync),
  truncate: promisify(ftruncate),
  async freeBytes(folder) {
    const { bavail, bsize } = await statfsOf(folder)
    return bavail * bsize
  },
}
