import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A folder with the structure of Electron's distribution for Linux, for packaging where the real one cannot be had. The
 * program does nothing, but carries the block of fuses that packaging sets, as the real one does.
 */
export async function makeFakeElectronDist(folder: string, version: string): Promise<string> {
  await mkdir(join(folder, 'locales'), { recursive: true })
  await mkdir(join(folder, 'resources'), { recursive: true })
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.from('\x7fELF'), fuseBlock()]))
  await chmod(join(folder, 'electron'), 0o755)
  await writeFile(join(folder, 'version'), version)
  await writeFile(join(folder, 'LICENSE'), 'MIT')
  await writeFile(join(folder, 'LICENSES.chromium.html'), '')
  await writeFile(join(folder, 'locales', 'en-US.pak'), '')
  return folder
}

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's `fuses.json5`, version 1: what each fuse is before packaging. */
const fusesBefore = '101100001'

/** Sentinel, version of the format, number of fuses, and a character for each. */
export function fuseBlock(): Buffer {
  return Buffer.concat([
    Buffer.from(sentinel),
    Buffer.from([1, fusesBefore.length]),
    Buffer.from(fusesBefore),
  ])
}

/** The fuses set in a packaged program, as characters `0` and `1`. */
export function readFuses(program: Buffer): string {
  const at = program.indexOf(sentinel)
  if (at < 0) throw new Error('The program carries no fuses')
  const block = program.subarray(at + sentinel.length)
  return block.subarray(2, 2 + block[1]!).toString('latin1')
}
