import type { Readable } from 'node:stream'
import { lineEndings, type LineEnding } from '../../shared/payload/payload'

export interface InputOptions {
  readonly input: Readable & { readonly isTTY?: boolean }
  /** What a line typed at a terminal ends with; piped bytes are sent as they are. */
  readonly lineEnding: LineEnding
  /** Each line is one sending, without what ends it; else what comes is sent as it comes. */
  readonly byLine: boolean
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
    for await (const bytes of options.byLine ? lines(input) : chunks(input, options.lineEnding)) {
      for (const piece of pieces(bytes, options.chunkBytes)) {
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

async function* chunks(input: InputOptions['input'], lineEnding: LineEnding): AsyncGenerator<Buffer> {
  for await (const chunk of input as AsyncIterable<Buffer>) {
    yield input.isTTY ? typedLine(chunk, lineEnding) : chunk
  }
}

/** Whole lines, the last one even where nothing ends it. */
async function* lines(input: InputOptions['input']): AsyncGenerator<Buffer> {
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of input as AsyncIterable<Buffer>) {
    begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk])
    for (let end = begun.indexOf(0x0a); end >= 0; end = begun.indexOf(0x0a)) {
      yield begun.subarray(0, end > 0 && begun[end - 1] === 0x0d ? end - 1 : end)
      begun = begun.subarray(end + 1)
    }
  }
  if (begun.length > 0) yield begun
}

/** A terminal gives a whole line with `\n`. */
function typedLine(chunk: Buffer, lineEnding: LineEnding): Buffer {
  if (chunk.at(-1) !== 0x0a) return chunk
  return Buffer.concat([chunk.subarray(0, -1), Buffer.from(lineEndings[lineEnding])])
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  if (bytes.length === 0) return [bytes]
  const parts: Buffer[] = []
  for (let from = 0; from < bytes.length; from += size) parts.push(bytes.subarray(from, from + size))
  return parts
}
