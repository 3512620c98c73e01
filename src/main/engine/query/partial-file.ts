import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'

/** Text gathered before it is written. */
const gatheredLength = 512 * 1024

/** Ms between two looks at whether the file is still in its place. */
const placeCheckInterval = 1_000

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
  /** Where the last write that came to its end ended. */
  private whole = 0
  private checkedAt = 0
  /** Where it was moved to; null while nobody else knows it. */
  private place: string | null = null

  constructor(
    private readonly path: string,
    mode: number,
  ) {
    this.fd = attempt(() => openSync(path, 'wx', mode))
  }

  append(chunk: string | Uint8Array): void {
    if (typeof chunk !== 'string') {
      this.flush()
      this.write(chunk, null)
      this.written += chunk.length
      this.whole = this.written
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

  /** Bytes in the file; without what is gathered still. */
  get bytes(): number {
    return this.written
  }

  /** Puts the file in the place of whatever is at `target`; it goes on being written there. */
  moveTo(target: string): void {
    attempt(() => renameSync(this.path, target))
    this.place = target
  }

  /** Hands everything to the system. Fails, too, where somebody took the file from its place. */
  settle(): void {
    this.flush()
    if (this.place === null || performance.now() - this.checkedAt < placeCheckInterval) return
    this.checkedAt = performance.now()
    const { place } = this
    attempt(() => {
      const found = statSync(place, { throwIfNoEntry: false })
      if (found?.ino !== fstatSync(this.fd).ino) throw new Error('the file was removed or replaced')
    })
  }

  /** Cuts off what a write that failed has left; leaves it where that fails too. */
  cutBack(): void {
    this.gathered = ''
    try {
      ftruncateSync(this.fd, this.whole)
    } catch {
      // The failure that led here is told.
    }
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
    this.whole = this.written
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
