import { SockwrightError } from '../../../shared/contract/errors'

/** What one session has open of one kind, by id: views, streams, statistics or timelines. All of it ends with the session. */
export class SessionReaders<Reader extends { readonly id: string }> {
  private readonly kept = new Map<string, Reader>()
  private closed = false

  constructor(private readonly end: (reader: Reader) => void) {}

  /** Keeps what was opened. Fails as opening does, and with `E_LINK_CLOSED` where the session has ended meanwhile. */
  async keep(opening: Promise<Reader>): Promise<Reader> {
    const reader = await opening
    if (this.closed) {
      this.end(reader)
      throw new SockwrightError('E_LINK_CLOSED')
    }
    this.kept.set(reader.id, reader)
    return reader
  }

  /** Fails with `E_VIEW_UNKNOWN`. */
  get(id: string): Reader {
    const reader = this.kept.get(id)
    if (!reader) throw new SockwrightError('E_VIEW_UNKNOWN')
    return reader
  }

  /** Closes one. Fails with `E_VIEW_UNKNOWN`. */
  close(id: string): void {
    const reader = this.get(id)
    this.kept.delete(id)
    this.end(reader)
  }

  closeAll(): void {
    this.closed = true
    for (const reader of this.kept.values()) this.end(reader)
    this.kept.clear()
  }
}
