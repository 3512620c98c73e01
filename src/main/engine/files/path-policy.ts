import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'

/**
 * Which files a session may name: any (a desktop window, a command), or those below one folder (a browser). `folder` is
 * also where relative paths start; left out, that is the folder of workspaces.
 */
export type SessionPolicy =
  { readonly files: 'any'; readonly folder?: string } | { readonly files: 'below'; readonly folder: string }

/**
 * The absolute path `path` stands for, if `policy` permits it; fails with `E_PATH_FORBIDDEN`. Relative paths start at
 * `base`. `also` are further folders that may be read (those of captures). Symbolic links are resolved before the
 * check, in the part of the path that exists; `..` cannot lead out.
 */
export async function permittedPath(
  policy: SessionPolicy,
  path: string,
  base: string,
  also: readonly string[] = [],
): Promise<string> {
  const absolute = resolve(base, path)
  if (policy.files === 'any') return absolute
  const forbidden = () => new SockwrightError('E_PATH_FORBIDDEN', { path, folder: policy.folder })
  if (path.includes('\0')) throw forbidden()
  const real = await realPathOf(absolute)
  if (real === null) throw forbidden()
  for (const folder of [policy.folder, ...also]) {
    const realFolder = await realPathOf(resolve(folder))
    if (realFolder !== null && isBelow(real, realFolder)) return real
  }
  throw forbidden()
}

/**
 * Resolves links in the part of `path` that exists; the rest is appended as it is. Null for what leads nowhere: a link
 * without a target could be pointed anywhere between the check and the use.
 */
async function realPathOf(path: string): Promise<string | null> {
  const missing: string[] = []
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return join(await realpath(existing), ...missing)
    } catch (failure) {
      const code = (failure as NodeJS.ErrnoException).code
      const absent = code === 'ENOENT' || code === 'ENOTDIR'
      if (!absent || dirname(existing) === existing || (await isLink(existing))) return null
      missing.unshift(basename(existing))
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
