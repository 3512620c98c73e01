import type { Readable } from 'node:stream'
import { lineEndings, type LineEnding } from '../../shared/payload/payload'

export interface InputOptions {
  readonly input: Readable & { readonly isTTY?: boolean }
  /** What a line typed at a terminal ends with; piped bytes are sent as they are. */
  readonly lineEnding: LineEnding
  /** The most bytes of one sending. */
  readonly chunkBytes: number
  /** Sends some bytes; the next are read when it resolves. */
  readonly send: (bytes: Uint8Array) => Promise<void>
  readonly signal: AbortSignal
}

/** Sends what comes on standard input until it ends or `signal` aborts; returns how many bytes were sent. */
export async function sendStandardInput(options: InputOptions): Promise<number> {
  const { input, signal } = options
  const stop = () => void input.destroy()
  signal.addEventListener('abort', stop)
  let sent = 0
  try {
    if (signal.aborted) stop()
    for await (const chunk of input as AsyncIterable<Buffer>) {
      for (const piece of pieces(
        input.isTTY ? typedLine(chunk, options.lineEnding) : chunk,
        options.chunkBytes,
      )) {
        if (signal.aborted) return sent
        await options.send(piece)
        sent += piece.length
      }
    }
  } catch (failure) {
    // Destroying the stream ends the iteration with an error of its own.
    if (!signal.aborted) throw failure
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return sent
}

/** A terminal gives a whole line with `\n`. */
function typedLine(chunk: Buffer, lineEnding: LineEnding): Buffer {
  if (chunk.at(-1) !== 0x0a) return chunk
  return Buffer.concat([chunk.subarray(0, -1), Buffer.from(lineEndings[lineEnding])])
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  const parts: Buffer[] = []
  for (let from = 0; from < bytes.length; from += size) parts.push(bytes.subarray(from, from + size))
  return parts
}
