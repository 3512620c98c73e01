import { stat } from 'node:fs/promises'
import path from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { captureFiles } from './capture-names'

/** Bytes of the files of a capture folder; 0 for a missing one. */
export interface CaptureLengths {
  readonly payload: number
  readonly events: number
  readonly index: number
}

/** Are all files as long? */
export function areEqual(a: CaptureLengths, b: CaptureLengths): boolean {
  return a.payload === b.payload && a.events === b.events && a.index === b.index
}

/** Lengths of the files. Fails where there is no folder, or none of the files in it. */
export async function captureLengths(folder: string): Promise<CaptureLengths> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: folder }, { cause })
  })
  if (!found.isDirectory()) throw broken(folder, 'it is not a folder')
  const [payload, events, index] = await Promise.all(
    [captureFiles.payload, captureFiles.events, captureFiles.index].map((name) => fileLength(folder, name)),
  )
  if (payload === null && events === null && index === null) throw broken(folder, 'it holds no capture files')
  return { payload: payload ?? 0, events: events ?? 0, index: index ?? 0 }
}

async function fileLength(folder: string, name: string): Promise<number | null> {
  try {
    return (await stat(path.join(folder, name))).size
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null
    throw broken(folder, errorCode(thrown) ?? String(thrown))
  }
}

/** A folder that is no readable capture. */
export function broken(folder: string, reason: string): SockwrightError {
  return new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason })
}
