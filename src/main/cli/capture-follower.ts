import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { EngineCaller } from './command-engine'

/** Rows asked for at once. */
const pageRows = 500
/** Bytes of a message that come with its row; the rest is read after. */
const previewBytes = 4_096
const readBytes = 1_048_576

export interface FollowerOptions {
  readonly engine: EngineCaller
  readonly capture: string
  readonly filter: string
  /** Gets every row in order, one after the other. `bytes` reads the whole message. */
  readonly onRow: (row: LogRow, bytes: () => Promise<Uint8Array>) => Promise<void> | void
}

/** Reads the rows of a capture while it grows: each once, in order, at the pace of whoever takes them. */
export class CaptureFollower {
  private next = 0
  private total = 0
  private scanned = 0
  private turn: Promise<void> = Promise.resolve()
  private wake: (() => void) | null = null

  private constructor(
    private readonly options: FollowerOptions,
    private readonly view: string,
  ) {}

  static async open(options: FollowerOptions): Promise<CaptureFollower> {
    const { engine, capture, filter } = options
    let follower: CaptureFollower | null = null
    engine.on('view.progress', (grown) => follower?.grew(grown))
    const opened = await engine.call('view.open', { capture, filter })
    follower = new CaptureFollower(options, opened.view)
    follower.grew(opened)
    return follower
  }

  /**
   * Hands on rows until `signal` aborts or, once `records` are known to be all, until each of these was handed on.
   * Called again, it goes on where it stopped.
   */
  follow(signal: AbortSignal, records = Infinity): Promise<void> {
    // One after the other: the row that the first call is at must not be handed on twice.
    this.turn = this.turn.then(() => this.followInTurn(signal, records))
    return this.turn
  }

  private async followInTurn(signal: AbortSignal, records: number): Promise<void> {
    const woken = () => this.wake?.()
    signal.addEventListener('abort', woken)
    try {
      while (!signal.aborted) {
        if (this.next < this.total) await this.handOn(signal)
        else if (this.scanned >= records) return
        else await new Promise<void>((resolve) => (this.wake = resolve))
      }
    } finally {
      signal.removeEventListener('abort', woken)
    }
  }

  private async handOn(signal: AbortSignal): Promise<void> {
    const { engine, capture, onRow } = this.options
    const wanted = { view: this.view, from: this.next, count: pageRows, preview: previewBytes }
    const { rows } = await engine.call('view.rows', wanted)
    for (const row of rows) {
      if (signal.aborted) return
      // Counted first, so that a row whose telling fails is not told again.
      this.next++
      await onRow(row, () => wholeMessage(engine, capture, row))
    }
  }

  private grew(progress: { view: string; total: number; scanned: number }): void {
    if (progress.view !== this.view) return
    this.total = progress.total
    this.scanned = progress.scanned
    this.wake?.()
  }
}

/** All bytes of a message, read piece by piece where they did not come with the row. */
export async function wholeMessage(engine: EngineCaller, capture: string, row: LogRow): Promise<Uint8Array> {
  const preview = row.data ?? new Uint8Array()
  if (preview.length >= row.length) return preview
  const whole = new Uint8Array(row.length)
  for (let offset = 0; offset < row.length;) {
    const wanted = { capture, record: row.record, offset, length: Math.min(readBytes, row.length - offset) }
    const { data } = await engine.call('record.read', wanted)
    if (data.length === 0) throw new Error(`record ${row.record} ends at byte ${offset} of ${row.length}`)
    whole.set(data, offset)
    offset += data.length
  }
  return whole
}
