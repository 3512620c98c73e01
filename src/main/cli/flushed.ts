import type { Writable } from 'node:stream'

/** Resolves when what was written to `stream` has been taken, or cannot be any more, or when `signal` aborts. */
export async function flushed(stream: Writable, signal?: AbortSignal): Promise<void> {
  if (stream.writableLength === 0 || !stream.writable || signal?.aborted) return
  await new Promise<void>((resolve) => {
    const done = () => {
      stream.off('error', done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    stream.on('error', done)
    signal?.addEventListener('abort', done)
    stream.write('', done)
  })
}
