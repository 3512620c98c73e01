import { join } from 'node:path'
import { toFailure, type Failure } from '../../../shared/contract/errors'
import { Workspace } from './workspace'
import { workspaceFileEnding, workspaceFilePath } from './workspace-path'

/** Which workspace an engine opens when it starts: a file, the one opened last, or none on disk. */
export type WorkspaceChoice = { readonly path: string } | { readonly last: true } | { readonly memory: true }

/** Names tried where nothing else opens: the first is the workspace of a first start. */
const spareNames = ['main', 'main-2', 'main-3', 'main-4', 'main-5']

export interface FirstWorkspace {
  readonly workspace: Workspace
  /** Why the workspace that was asked for did not open. */
  readonly problem: Failure | null
}

/**
 * Opens the workspace of `choice`. One that cannot be opened is left untouched, and the next one opens instead, so that
 * a person always gets a window that tells what is wrong. Rejects when nothing opens.
 */
export async function openFirstWorkspace(
  choice: WorkspaceChoice,
  recentPaths: readonly string[],
  folder: string,
  changed: () => void,
): Promise<FirstWorkspace> {
  if ('memory' in choice) return { workspace: Workspace.inMemory(changed), problem: null }
  const spare = spareNames.map((name) => join(folder, `${name}${workspaceFileEnding}`))
  const wanted = 'path' in choice ? [workspaceFilePath(choice.path)] : recentPaths.slice(0, 1)
  let problem: Failure | null = null
  for (const path of [...wanted, ...spare]) {
    try {
      const create = 'path' in choice || !wanted.includes(path)
      return { workspace: await Workspace.open(path, create, changed), problem }
    } catch (failure) {
      problem ??= toFailure(failure)
    }
  }
  throw new Error(`no workspace can be opened: ${problem?.message ?? ''}`)
}
