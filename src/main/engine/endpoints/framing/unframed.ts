import type { Framer, MessageSink } from './framer'

/** Framing `none`: every chunk is one message. */
export class Unframed implements Framer {
  constructor(private readonly sink: MessageSink) {}

  push(chunk: Buffer): void {
    this.sink.message(chunk, 0, true)
  }

  end(): void {
    // Nothing is ever held back.
  }
}
