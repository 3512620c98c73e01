/** Takes one whole message. */
export type MessageSink = (message: Uint8Array) => void

/**
 * Makes messages of the chunks of one peer. Messages keep their delimiters and prefixes: joined, they are the stream.
 * There is one framer for each peer and direction.
 */
export interface Framer {
  /** Takes a chunk and gives every message that is whole now, in order. */
  push(chunk: Uint8Array, message: MessageSink): void
  /** Bytes taken that are not part of a whole message yet. */
  readonly pendingBytes: number
  /** The stream has ended: gives what is pending as a last message. */
  end(message: MessageSink): void
}

export type MakeFramer = () => Framer

const unframed: Framer = {
  push(chunk, message) {
    message(chunk)
  },
  pendingBytes: 0,
  end() {
    // Each chunk is a message, so nothing is ever held back.
  },
}

/** Framing `none`: every chunk is one message. It has no state, so all peers share one. */
export const noFraming: MakeFramer = () => unframed
