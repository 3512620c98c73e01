import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'

/** Writes a text that a person exports, whole or not at all. Fails with `E_EXPORT_WRITE`. */
export async function writeExport(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomically(path, text)
  } catch (cause) {
    throw new SockwrightError('E_EXPORT_WRITE', { path, reason: systemReason(cause) }, { cause })
  }
}
