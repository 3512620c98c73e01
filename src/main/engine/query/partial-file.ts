import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

/** Text gathered before it is written. */
const gatheredLength = 512 * 1024

/** A failure of the file that is written, as opposed to the capture that is read. */
export class WriteFailure extends Error {
  constructor(readonly reason: unknown) {
    super('writing failed')
  }
}

/** A new file that text is appended to. Every failure is a {@link WriteFailure}. */
export class PartialFile {
  private readonly fd: number
  private gathered = ''
  private written = 0

  constructor(path: string, mode: number) {
    this.fd = attempt(() => openSync(path, 'wx', mode))
  }

  append(text: string): void {
    this.gathered += text
    if (this.gathered.length >= gatheredLength) this.flush()
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
    const bytes = Buffer.from(this.gathered)
    this.gathered = ''
    for (let done = 0; done < bytes.length;) {
      done += attempt(() => writeSync(this.fd, bytes, done, bytes.length - done))
    }
    this.written += bytes.length
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw new WriteFailure(thrown)
  }
}
