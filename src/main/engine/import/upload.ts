import { open, statfs, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { maxUploadBytes } from '../../../shared/contract/engine/upload-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'
import { claimAsideFolder, type AsideFolder } from '../library/aside-folder'

/** One file that comes up in pieces, in a folder of its own. */
export class Upload {
  private received = 0
  /** Pieces are written one after the other. */
  private turn: Promise<unknown> = Promise.resolve()
  private file: FileHandle | null

  private constructor(
    /** As the person has it. */
    readonly name: string,
    /** Where it is here. */
    readonly path: string,
    private readonly bytes: number,
    private readonly folder: AsideFolder,
    file: FileHandle,
  ) {
    this.file = file
  }

  /**
   * Makes the file below `parent`. Fails with `E_UPLOAD_TOO_LARGE`, `E_UPLOAD_SPACE`, `E_UPLOAD_WRITE` or
   * `E_FOLDER_NOT_WRITABLE`.
   */
  static async begin(
    parent: string,
    name: string,
    bytes: number,
    purpose: 'import' | 'send',
  ): Promise<Upload> {
    if (purpose === 'import' && bytes > maxUploadBytes)
      throw new SockwrightError('E_UPLOAD_TOO_LARGE', { name, limit: maxUploadBytes })
    const folder = await claimAsideFolder(parent)
    try {
      const { bavail, bsize } = await statfs(folder.path)
      if (bavail * bsize < bytes) throw new SockwrightError('E_UPLOAD_SPACE', { name, bytes, path: parent })
      const place = path.join(folder.path, 'file')
      return new Upload(name, place, bytes, folder, await open(place, 'wx', 0o600))
    } catch (thrown) {
      await folder.remove()
      throw thrown instanceof SockwrightError ? thrown : writeFailure(name, thrown)
    }
  }

  /** Appends a piece; returns how many bytes have come. Fails with `E_UPLOAD_WRITE`. */
  write(data: Uint8Array): Promise<number> {
    const writing = this.turn.then(async () => {
      if (!this.file) throw new SockwrightError('E_JOB_UNKNOWN')
      if (this.received + data.length > this.bytes) throw writeFailure(this.name, new Error('it has grown'))
      for (let at = 0; at < data.length;) {
        const { bytesWritten } = await this.file
          .write(data, at, data.length - at)
          .catch((thrown: unknown) => {
            throw writeFailure(this.name, thrown)
          })
        at += bytesWritten
      }
      this.received += data.length
      return this.received
    })
    this.turn = writing.catch(() => undefined)
    return writing
  }

  /** Closes the file. Fails with `E_UPLOAD_WRITE` where not all of it has come. */
  async complete(): Promise<void> {
    await this.close()
    if (this.received < this.bytes) throw writeFailure(this.name, new Error('a part of it is missing'))
  }

  /** Removes the file and its folder. */
  async remove(): Promise<void> {
    await this.close()
    await this.folder.remove()
  }

  private async close(): Promise<void> {
    await this.turn
    const file = this.file
    this.file = null
    await file?.close()
  }
}

function writeFailure(name: string, thrown: unknown): SockwrightError {
  return new SockwrightError('E_UPLOAD_WRITE', { name, reason: systemReason(thrown) }, { cause: thrown })
}
