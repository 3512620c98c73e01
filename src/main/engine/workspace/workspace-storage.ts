import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { keepAside } from '../files/keep-aside'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import type { Hold } from './workspace-hold'
import { fileBehind, workspaceFileEnding } from './workspace-path'
import {
  emptyWorkspace,
  formatWorkspace,
  parseWorkspace,
  type WorkspaceContent,
  type WorkspaceReading,
} from './workspace-text'
import { newWorkspaceId } from './workspace-trust'

/** Replaces the file in one step; does nothing for a workspace without one. Fails with `E_WORKSPACE_WRITE`. */
export async function writeWorkspace(path: string, content: WorkspaceContent): Promise<void> {
  if (path === '') return
  try {
    await writeFileAtomically(path, formatWorkspace(content))
  } catch (cause) {
    throw new SockwrightError('E_WORKSPACE_WRITE', { path, reason: systemReason(cause) }, { cause })
  }
}

/** Is there a file? Fails with `E_WORKSPACE_FOREIGN` where something else is in its place. */
export async function isWorkspaceFile(path: string): Promise<boolean> {
  try {
    const found = await stat(path)
    if (found.isFile()) return true
    throw new SockwrightError('E_WORKSPACE_FOREIGN', { path })
  } catch (failure) {
    const code = (failure as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw failure
  }
}

/** What an opened workspace begins with. */
export interface OpenedWorkspace {
  readonly content: WorkspaceContent
  readonly isNew: boolean
  readonly notice: Failure | null
}

/** One that nothing is in yet. */
export function freshWorkspace() {
  return { content: { ...emptyWorkspace, id: newWorkspaceId() }, isNew: true } as const
}

/**
 * Reads the file. A broken one is kept aside, unless another process holds it, and a fresh workspace answered with a
 * notice. Fails with `E_WORKSPACE_READ`, `E_WORKSPACE_NEWER`, `E_WORKSPACE_FOREIGN`.
 */
export async function readWorkspace(path: string, { heldBy }: Hold): Promise<OpenedWorkspace> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SockwrightError('E_WORKSPACE_READ', { path, reason: systemReason(cause) }, { cause })
  })
  const reading = parseWorkspace(text)
  if (reading.is === 'read') return { content: reading.content, isNew: false, notice: null }
  if (reading.is === 'newer') {
    throw new SockwrightError('E_WORKSPACE_NEWER', { path, version: reading.version })
  }
  if (isForeign(path, reading)) throw new SockwrightError('E_WORKSPACE_FOREIGN', { path })
  const reason = reading.is === 'broken' ? reading.reason : 'it lacks the format mark'
  const keptAs = heldBy
    ? basename(path)
    : basename(await keepAside(await fileBehind(path), workspaceFileEnding))
  const notice = new SockwrightError('E_WORKSPACE_BROKEN', { path, reason, keptAs }).toFailure()
  return { ...freshWorkspace(), notice }
}

/** Somebody else's file, chosen by mistake, must not be renamed: only what is named as ours, or damaged JSON, is. */
function isForeign(path: string, reading: WorkspaceReading): boolean {
  if (path.endsWith(workspaceFileEnding)) return false
  return reading.is === 'foreign' || !path.endsWith('.json')
}
