import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename } from 'node:path'

/** What names of workspace files end with. */
export const workspaceFileEnding = '.sockwright.json'

/** The name of a workspace as people see it: its file name without the ending. */
export function workspaceName(path: string): string {
  const name = basename(path)
  return name.endsWith(workspaceFileEnding)
    ? name.slice(0, -workspaceFileEnding.length)
    : name.replace(/\.json$/, '')
}

/** The file a person means by `path`: a file that is there or a `.json` name as given, else with the ending appended. */
export function workspaceFilePath(path: string): string {
  return path.endsWith('.json') || existsSync(path) ? path : `${path}${workspaceFileEnding}`
}

/** The file that `path` leads to through symbolic links; `path` itself where there is none yet. */
export function fileBehind(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}
