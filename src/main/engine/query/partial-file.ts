import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/** Text gathered before it is written. */
const gatheredLength = 512 * 1024

/** A failure of the file that is written, as opposed to the capture that is read. */
export class WriteFailure extends Error {
  constructor(readonly reason: unknown) {
    super('writing failed')
  }
}

/** A new file that text and bytes are appended to, or bytes put in places. Every failure is a {@link WriteFailure}. */
export class PartialFile {
  private readonly fd: number
  private gathered = ''
  private written = 0

  constructor(path: string, mode: number) {
    this.fd = attempt(() => openSync(path, 'wx', mode))
  }

  append(chunk: string | Uint8Array): void {
    if (typeof chunk !== 'string') {
      this.flush()
      this.write(chunk, null)
      this.written += chunk.length
      return
    }
    this.gathered += chunk
    if (this.gathered.length >= gatheredLength) this.flush()
  }

  /** Gives the file its whole length at once; what is not {@link put} reads as zeros. */
  allot(bytes: number): void {
    attempt(() => ftruncateSync(this.fd, bytes))
    this.written = bytes
  }

  /** Writes within the length of the file that was allotted. */
  put(position: number, bytes: Uint8Array): void {
    this.write(bytes, position)
  }

  /** Writes everything to the disk for good; returns the number of bytes. */
  finish(): number {
    this.flush()
    attempt(() => fsyncSync(this.fd))
    return this.written
  }

  close(): void {
    attempt(() => closeSync(this.fd))
  }

  private flush(): void {
    if (this.gathered === '') return
    const bytes = Buffer.from(this.gathered)
    this.gathered = ''
    this.write(bytes, null)
    this.written += bytes.length
  }

  /** Behind what was written last where `position` is null. */
  private write(bytes: Uint8Array, position: number | null): void {
    for (let done = 0; done < bytes.length;) {
      const at = position === null ? null : position + done
      done += attempt(() => writeSync(this.fd, bytes, done, bytes.length - done, at))
    }
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw new WriteFailure(thrown)
  }
}
