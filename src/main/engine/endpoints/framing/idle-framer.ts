import type { MessageSink } from './framer'
import { IdleBoundary } from './idle-boundary'
import type { IdleClock } from './idle-clock'
import { StreamFramer } from './stream-framer'

/** A message ends when nothing came for some time. */
export class IdleFramer extends StreamFramer {
  constructor(
    sink: MessageSink,
    maxMessage: number,
    private readonly clock: IdleClock,
  ) {
    super(sink, new IdleBoundary(), maxMessage)
  }

  override push(chunk: Buffer): void {
    super.push(chunk)
    this.clock.heard(this)
  }

  override end(): void {
    this.clock.forget(this)
    super.end()
  }

  /** True while bytes may wait in the system that we do not read: then silence says nothing. */
  get isPaused(): boolean {
    return this.sink.isPaused
  }

  /** Nothing came for the time that ends a message. */
  wentQuiet(): void {
    this.endMessage(0, true)
  }
}
