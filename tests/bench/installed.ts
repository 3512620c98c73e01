import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Is the program on the search path? */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
