import { readFile, stat } from 'node:fs/promises'
import { SockwrightError } from '../../shared/contract/errors'
import { usageError } from './command-failure'

/** The text of the file that a flag names. Fails with `E_USAGE` where it cannot be read or is longer than `most` bytes. */
export async function textFromFile(flag: string, path: string, most: number): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > most) throw usageError(`${flag}: ${path} has more than ${most} bytes`)
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof SockwrightError) throw thrown
    const code = (thrown as NodeJS.ErrnoException).code ?? 'failed'
    throw usageError(`${flag}: ${path} cannot be read (${code})`)
  }
}
