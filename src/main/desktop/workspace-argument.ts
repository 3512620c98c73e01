import { isAbsolute, resolve } from 'node:path'

/**
 * The workspace file among a program's arguments, as an absolute path: the first that is no switch and ends as workspace
 * files do. Null where there is none.
 */
export function workspaceArgument(args: readonly string[], workingFolder: string): string | null {
  const named = args.find((arg) => !arg.startsWith('-') && arg.endsWith('.json'))
  if (named === undefined) return null
  return isAbsolute(named) ? named : resolve(workingFolder, named)
}
