import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { WorkspaceState } from '../../../shared/contract/engine/workspace-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { Layout, WorkspaceId } from '../../../shared/workspace/workspace-file'
import type { WorkspaceVariables } from '../../../shared/workspace/workspace-variables'
import { makePrivateFolder } from '../files/private-folder'
import { DelayedSave } from './delayed-save'
import type { PayloadLibrary } from './library-changes'
import type { SequenceList } from './sequence-changes'
import { automationOf } from './waiting-automation'
import { holdWorkspace, type Hold } from './workspace-hold'
import { fileBehind, workspaceName } from './workspace-path'
import {
  freshWorkspace,
  isWorkspaceFile,
  readWorkspace,
  writeWorkspace,
  type OpenedWorkspace,
} from './workspace-storage'
import type { WorkspaceContent } from './workspace-text'
import { newWorkspaceId } from './workspace-trust'

/** Changes of the layout are saved together, this many ms after the first. */
const layoutDelay = 500

/**
 * The open workspace: endpoints and layout, kept in a file that one process may write. Changes of endpoints are on disk
 * when their call resolves; the layout follows within a second, and at {@link close}.
 */
export class Workspace {
  readonly id: WorkspaceId
  /** Made by this opening of it. */
  readonly isNew: boolean
  private hasConsent: boolean
  private content: WorkspaceContent
  private notice: Failure | null
  private readonly layoutSave: DelayedSave
  private writing: Promise<void> = Promise.resolve()

  private constructor(
    private file: string,
    private hold: Hold,
    opened: OpenedWorkspace,
    private readonly changed: () => void,
  ) {
    this.id = opened.content.id ?? newWorkspaceId()
    this.content = { ...opened.content, id: this.id }
    this.isNew = opened.isNew
    // What has nothing that acts by itself becomes what the person makes of it.
    this.hasConsent = opened.isNew || automationOf(opened.content) === null
    this.notice = opened.notice
    this.layoutSave = new DelayedSave(layoutDelay, () => this.saveLayout())
  }

  /** A workspace without a file. */
  static inMemory(changed: () => void): Workspace {
    return new Workspace('', { lock: null, heldBy: null }, { ...freshWorkspace(), notice: null }, changed)
  }

  /**
   * Opens the workspace file `path`; with `create`, makes it where there is none. A broken file is kept aside and an
   * empty workspace opened, with a notice that names both. Fails with `E_WORKSPACE_UNKNOWN`, `E_WORKSPACE_NEWER`,
   * `E_WORKSPACE_FOREIGN`, `E_WORKSPACE_WRITE`, `E_FOLDER_NOT_WRITABLE`; the file is untouched then.
   * `changed` is called when what {@link state} tells has changed by itself.
   */
  static async open(path: string, create: boolean, changed: () => void): Promise<Workspace> {
    const exists = await isWorkspaceFile(path)
    if (!exists && !create) throw new SockwrightError('E_WORKSPACE_UNKNOWN', { path })
    if (!exists) await makePrivateFolder(dirname(path))
    // A link to a file that was kept aside leads nowhere, and would itself be replaced.
    const target = await fileBehind(path)
    const hold = await holdWorkspace(path)
    try {
      const opened: OpenedWorkspace = exists
        ? await readWorkspace(path, hold)
        : { ...freshWorkspace(), notice: null }
      if (hold.heldBy === null && opened.isNew) await writeWorkspace(target, opened.content)
      return new Workspace(path, hold, opened, changed)
    } catch (failure) {
      await hold.lock?.release()
      throw failure
    }
  }

  /** Empty for a workspace that lives in memory only. */
  get path(): string {
    return this.file
  }

  get endpoints(): readonly EndpointConfig[] {
    return this.content.endpoints
  }

  get variables(): WorkspaceVariables {
    return this.content.variables
  }

  /** May its rules act, and its payloads read the environment of this process (`env.NAME`)? */
  get mayAct(): boolean {
    return this.hasConsent
  }

  /** The person trusts where it came from. */
  consent(): void {
    this.hasConsent = true
  }

  get state(): WorkspaceState {
    const { file, hold, notice, content } = this
    const waiting = this.hasConsent ? null : automationOf(content)
    return {
      path: file,
      name: workspaceName(file),
      heldBy: hold.heldBy,
      notice,
      waiting,
      ...content,
      id: this.id,
    }
  }

  /** Puts a failure where the window shows it. */
  tell(notice: Failure): void {
    this.notice = notice
    this.changed()
  }

  /** Fails with `E_WORKSPACE_READ_ONLY` where another process holds the workspace. */
  assertWritable(): void {
    const { heldBy } = this.hold
    if (heldBy) throw new SockwrightError('E_WORKSPACE_READ_ONLY', { path: this.file, pid: heldBy.pid })
  }

  /**
   * Replaces the endpoints by what `change` makes of them. Nothing is changed when it cannot be saved
   * (`E_WORKSPACE_WRITE`, `E_WORKSPACE_READ_ONLY`).
   */
  async changeEndpoints(
    change: (endpoints: readonly EndpointConfig[]) => readonly EndpointConfig[],
  ): Promise<void> {
    await this.change((content) => ({ ...content, endpoints: change(content.endpoints) }))
  }

  /** Writes the workspace where its file has no id yet; a read-only one goes without. */
  async keepId(): Promise<void> {
    if (this.hold.heldBy === null) await this.change((content) => content)
  }

  /** Replaces the variables; nothing is changed when they cannot be saved, as with {@link changeEndpoints}. */
  async setVariables(variables: WorkspaceVariables): Promise<void> {
    await this.change((content) => ({ ...content, variables }))
  }

  /** Replaces the library by what `change` makes of it, as {@link changeEndpoints} does. */
  async changePayloads(change: (payloads: PayloadLibrary) => PayloadLibrary): Promise<void> {
    await this.change((content) => ({ ...content, payloads: change(content.payloads) }))
  }

  /** Replaces the sequences by what `change` makes of them, as {@link changeEndpoints} does. */
  async changeSequences(change: (sequences: SequenceList) => SequenceList): Promise<void> {
    await this.change((content) => ({ ...content, sequences: change(content.sequences) }))
  }

  /** Takes a new layout; it is saved soon, and only kept in memory where the workspace is read-only. */
  setLayout(layout: Layout): void {
    this.content = { ...this.content, layout }
    if (this.hold.heldBy === null) this.layoutSave.request()
  }

  /**
   * Writes the workspace to the file `path` and goes on there. A file that is there already is replaced only with
   * `overwrite` (`E_FILE_EXISTS`), and never while it is open elsewhere (`E_WORKSPACE_READ_ONLY`).
   */
  async moveTo(path: string, overwrite: boolean): Promise<void> {
    await this.inTurn(async () => {
      const isSame = (await fileBehind(path)) === (await fileBehind(this.file))
      if (isSame && this.hold.heldBy === null) return
      if (!overwrite && (await stat(path).catch(() => null))) {
        throw new SockwrightError('E_FILE_EXISTS', { path })
      }
      await makePrivateFolder(dirname(path))
      const hold = await holdWorkspace(path)
      if (hold.heldBy) throw new SockwrightError('E_WORKSPACE_READ_ONLY', { path, pid: hold.heldBy.pid })
      try {
        await writeWorkspace(path, this.content)
      } catch (failure) {
        await hold.lock?.release()
        throw failure
      }
      await this.hold.lock?.release()
      this.file = path
      this.hold = hold
      this.notice = null
    })
  }

  /** Writes what waits and gives the lock up. */
  async close(): Promise<void> {
    await this.layoutSave.flush()
    await this.writing
    await this.hold.lock?.release()
  }

  /** What was changed is on disk when this resolves. */
  private async change(change: (content: WorkspaceContent) => WorkspaceContent): Promise<void> {
    this.assertWritable()
    await this.inTurn(async () => {
      const next = change(this.content)
      await writeWorkspace(this.file, next)
      this.content = { ...next, layout: this.content.layout }
    })
  }

  private async saveLayout(): Promise<void> {
    try {
      await this.inTurn(() => writeWorkspace(this.file, this.content))
    } catch (failure) {
      this.tell(toFailure(failure))
    }
  }

  /** One write after the other, whatever became of the one before. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.writing.then(work)
    this.writing = turn.catch(() => undefined)
    return turn
  }
}
