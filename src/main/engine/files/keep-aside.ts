import { rename } from 'node:fs/promises'

/**
 * Renames a file that cannot be read, so that it is neither used nor overwritten: `NAME.broken-TIMESTAMP.json`.
 * Returns the new path. `ending` is what the name ends with before (`.sockwright.json`, `.json`).
 */
export async function keepAside(path: string, ending: string, now = new Date()): Promise<string> {
  const stem = path.endsWith(ending) ? path.slice(0, -ending.length) : path
  const timestamp = now.toISOString().replace(/[:.]/g, '-')
  const keptAs = `${stem}.broken-${timestamp}.json`
  await rename(path, keptAs)
  return keptAs
}
