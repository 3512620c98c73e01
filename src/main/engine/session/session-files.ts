import { workspaceFilePath } from '../workspace/workspace-path'
import type { EngineFolders } from '../engine-options'
import { SockwrightError } from '../../../shared/contract/errors'
import type { OptionInput } from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import { fileOptions } from '../../../shared/endpoints/options/option-definitions'
import { permittedPath, type SessionPolicy } from '../files/path-policy'

/** Turns the paths a session names into absolute ones it may use; each fails with `E_PATH_FORBIDDEN`. */
export class SessionFiles {
  constructor(
    private readonly policy: SessionPolicy,
    private readonly folders: EngineFolders,
  ) {}

  /** Where relative paths of this session start, and its workspace files are listed. */
  get workspaceFolder(): string {
    return this.policy.folder ?? this.folders.workspaces
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

  /**
   * Options whose paths this session may name; those of a window that may name any file are left as they are. The failure
   * names its `option` in the details.
   */
  async endpointOptions(kind: EndpointKind, options: OptionInput): Promise<OptionInput> {
    if (this.policy.files === 'any') return options
    const permitted: Record<string, unknown> = { ...options }
    for (const name of fileOptions(kind)) {
      const path = options[name]
      if (typeof path === 'string' && path.trim() !== '')
        permitted[name] = await this.optionPath(name, path.trim())
    }
    return permitted
  }

  private async optionPath(option: string, path: string): Promise<string> {
    try {
      return await permittedPath(this.policy, path, this.workspaceFolder, [this.folders.certificates])
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError)) throw thrown
      throw new SockwrightError(thrown.code, { ...thrown.details, option }, { cause: thrown })
    }
  }

  async mayOpen(path: string): Promise<boolean> {
    return this.workspacePath(path).then(
      () => true,
      () => false,
    )
  }
}
