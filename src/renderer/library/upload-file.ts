import { uploadPieceBytes } from '../../shared/contract/engine/upload-calls'
import { useEngine } from '../link/link'

/** Pieces on their way at once: the next is read while the one before is written. */
const piecesAhead = 2

/**
 * Sends a file up to the engine, never faster than it is written there; returns the name of the upload. Null when `signal`
 * aborts first: then nothing is left of it. Rejects with the coded failure, also where the file cannot be read.
 */
export async function uploadFile(
  file: File,
  purpose: 'import' | 'send',
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<string | null> {
  const engine = useEngine()
  const begun = { name: file.name.slice(-200), bytes: file.size, purpose }
  const { upload } = await engine.call('upload.begin', begun)
  const waiting: Promise<unknown>[] = []
  try {
    for (let at = 0; at < file.size && !signal.aborted; at += uploadPieceBytes) {
      const data = new Uint8Array(await file.slice(at, at + uploadPieceBytes).arrayBuffer())
      const written = engine.call('upload.write', { upload, data })
      const told = written.then(({ received }) => onProgress(received))
      // Awaited later, where its failure counts.
      told.catch(() => undefined)
      waiting.push(told)
      if (waiting.length >= piecesAhead) await waiting.shift()
    }
    await Promise.all(waiting)
    if (!signal.aborted) return upload
    await engine.call('upload.cancel', { upload })
    return null
  } catch (thrown) {
    // A failed piece has ended the upload already.
    await engine.call('upload.cancel', { upload }).catch(() => undefined)
    throw thrown
  }
}
