import { realpath, stat } from 'node:fs/promises'

/**
 * The path at which a file may be put with rename(2) so that it takes the place of `path`. A symbolic link is followed,
 * so that it stays one. Rejects where something else than a regular file is there: a device or a pipe would be lost, and
 * with it what others do with it.
 */
export async function replaceableFile(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path)
  const found = await stat(target).catch(() => null)
  if (found?.isDirectory()) throw new Error('a folder is there')
  if (found && !found.isFile()) throw new Error('what is there is no file')
  return target
}
