import { createWriteStream, type WriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { SockwrightError } from '../../../../shared/contract/errors'
import { systemReason } from '../../files/private-folder'

/** A key log in the format of NSS (`SSLKEYLOGFILE`), appended to; readable by its owner only where it is new. */
export class KeyLog {
  private constructor(private readonly stream: WriteStream) {}

  /** Fails with `E_TLS_KEYLOG`. `failed` is told what goes wrong later; sessions go on without the log. */
  static async open(path: string, failed: (failure: SockwrightError) => void): Promise<KeyLog> {
    const failure = (cause: unknown) =>
      new SockwrightError(
        'E_TLS_KEYLOG',
        { option: 'tlsKeyLog', path, reason: systemReason(cause) },
        { cause },
      )
    const file = await open(path, 'a', 0o600).catch((cause: unknown) => {
      throw failure(cause)
    })
    const stream = createWriteStream(path, { fd: file })
    stream.on('error', (cause) => failed(failure(cause)))
    return new KeyLog(stream)
  }

  /** Appends one line, as the runtime gives it. */
  add(line: Buffer): void {
    if (!this.stream.destroyed) this.stream.write(line)
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.destroyed) resolve()
      else this.stream.end(() => resolve())
      this.stream.once('close', () => resolve())
    })
  }
}
