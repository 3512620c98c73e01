import { workspaceFilePath } from '../workspace/workspace-path'
import type { EngineFolders } from '../engine-options'
import { permittedPath, type SessionPolicy } from '../files/path-policy'

/** Turns the paths a session names into absolute ones it may use; each fails with `E_PATH_FORBIDDEN`. */
export class SessionFiles {
  constructor(
    private readonly policy: SessionPolicy,
    private readonly folders: EngineFolders,
  ) {}

  /** Where relative paths of this session start, and its workspace files are listed. */
  get workspaceFolder(): string {
    return this.policy.files === 'below' ? this.policy.folder : this.folders.workspaces
  }

  /** A workspace file; the ending is appended where it lacks (and what comes of it is checked again). */
  async workspacePath(path: string): Promise<string> {
    const given = await permittedPath(this.policy, path, this.workspaceFolder)
    return permittedPath(this.policy, workspaceFilePath(given), this.workspaceFolder)
  }

  /** Where an export is written. */
  exportPath(path: string): Promise<string> {
    return permittedPath(this.policy, path, this.workspaceFolder)
  }

  /** A packet file to import. */
  importPath(path: string): Promise<string> {
    return permittedPath(this.policy, path, this.workspaceFolder)
  }

  /** A file to send. */
  sendPath(path: string): Promise<string> {
    return permittedPath(this.policy, path, this.workspaceFolder)
  }

  /** Captures of this engine may be read wherever they are. */
  capturePath(capture: string): Promise<string> {
    return permittedPath(this.policy, capture, this.folders.captures, [this.folders.captures])
  }

  async mayOpen(path: string): Promise<boolean> {
    return this.workspacePath(path).then(
      () => true,
      () => false,
    )
  }
}
