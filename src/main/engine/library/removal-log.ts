import { appendFile, readFile } from 'node:fs/promises'
import type { CaptureRemoval } from '../../../shared/contract/engine/capture-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { systemReason } from '../files/private-folder'

/** So many removals are told at most, the newest. */
const toldRemovals = 500

/** What retention has removed: one JSON object a line, in a file of the data folder. */
export class RemovalLog {
  /** `path` null, for an engine without files of its own: nothing is logged. */
  constructor(private readonly path: string | null) {}

  /** Fails with `E_DATA_WRITE`. */
  async add(removal: CaptureRemoval): Promise<void> {
    if (this.path === null) return
    try {
      await appendFile(this.path, `${JSON.stringify(removal)}\n`, { mode: 0o600 })
    } catch (cause) {
      throw new SockwrightError('E_DATA_WRITE', { path: this.path, reason: systemReason(cause) }, { cause })
    }
  }

  /** The newest first. Lines that a crash tore are left out. */
  async list(): Promise<readonly CaptureRemoval[]> {
    if (this.path === null) return []
    const text = await readFile(this.path, 'utf8').catch((thrown: unknown) => {
      if (errorCode(thrown) === 'ENOENT') return ''
      throw thrown
    })
    const lines = text.split('\n').slice(-toldRemovals - 1)
    return lines.flatMap(parsed).reverse()
  }
}

function parsed(line: string): CaptureRemoval[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as CaptureRemoval]
  } catch {
    return []
  }
}
