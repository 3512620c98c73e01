import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder `out` that holds `main`, `preload` and `renderer`. Found from a bundle in `out/main` or in its `chunks`;
 * from source, it is the `out` of the project.
 */
export function builtFolder(moduleUrl: string = import.meta.url): string {
  const folder = dirname(fileURLToPath(moduleUrl))
  if (moduleUrl.endsWith('.ts')) return join(folder, '..', '..', '..', 'out')
  return moduleUrl.includes('/chunks/') ? join(folder, '..', '..') : join(folder, '..')
}
