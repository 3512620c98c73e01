import { isUtf8 } from 'node:buffer'
import type { FrameKind, PayloadFrame } from '../../../../shared/payload/payload-frame'

/** Chooses the kind of frame that a message leaves in. */
export class FrameKindChoice {
  /** What the last message came in: that is what its answers leave in. */
  lastReceived: FrameKind | null = null

  /** `sendsBinary` tells what the endpoint does where nothing else decides. */
  constructor(private readonly sendsBinary: () => boolean) {}

  ofMessage(bytes: Uint8Array, frame: PayloadFrame | undefined): FrameKind {
    return this.#choose(bytes, frame, null)
  }

  ofAnswer(bytes: Uint8Array, frame: PayloadFrame | undefined): FrameKind {
    return this.#choose(bytes, frame, this.lastReceived)
  }

  /** What the payload says itself, else the kind of what it answers, else as the endpoint sends. */
  #choose(bytes: Uint8Array, frame: PayloadFrame | undefined, answered: FrameKind | null): FrameKind {
    if (frame?.frame) return frame.frame
    const asBinary = this.sendsBinary() || frame?.isText === false
    const kind = answered ?? (asBinary ? 'binary' : 'text')
    return kind === 'text' && !isUtf8(bytes) ? 'binary' : kind
  }
}
