import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { WorkspaceState } from '../../../shared/contract/engine/workspace-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { Layout, WorkspaceId } from '../../../shared/workspace/workspace-file'
import type { WorkspaceVariables } from '../../../shared/workspace/workspace-variables'
import { keepAside } from '../files/keep-aside'
import { takeLock, type LockFile } from '../files/lock-file'
import { makePrivateFolder, systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import { DelayedSave } from './delayed-save'
import type { PayloadLibrary } from './library-changes'
import type { SequenceList } from './sequence-changes'
import { automationOf } from './waiting-automation'
import { newWorkspaceId } from './workspace-trust'
import { fileBehind, workspaceFileEnding, workspaceName } from './workspace-path'
import {
  emptyWorkspace,
  formatWorkspace,
  parseWorkspace,
  type WorkspaceContent,
  type WorkspaceReading,
} from './workspace-text'

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
    opened: Opened,
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
    const exists = await isFile(path)
    if (!exists && !create) throw new SockwrightError('E_WORKSPACE_UNKNOWN', { path })
    if (!exists) await makePrivateFolder(dirname(path))
    // A link to a file that was kept aside leads nowhere, and would itself be replaced.
    const target = await fileBehind(path)
    const hold = await lockOf(path)
    try {
      const opened: Opened = exists ? await read(path, hold) : { ...freshWorkspace(), notice: null }
      if (hold.heldBy === null && opened.isNew) await write(target, opened.content)
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
      const hold = await lockOf(path)
      if (hold.heldBy) throw new SockwrightError('E_WORKSPACE_READ_ONLY', { path, pid: hold.heldBy.pid })
      try {
        await write(path, this.content)
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
      await write(this.file, next)
      this.content = { ...next, layout: this.content.layout }
    })
  }

  private async saveLayout(): Promise<void> {
    try {
      await this.inTurn(() => write(this.file, this.content))
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

async function write(path: string, content: WorkspaceContent): Promise<void> {
  if (path === '') return
  try {
    await writeFileAtomically(path, formatWorkspace(content))
  } catch (cause) {
    throw new SockwrightError('E_WORKSPACE_WRITE', { path, reason: systemReason(cause) }, { cause })
  }
}

async function isFile(path: string): Promise<boolean> {
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

interface Hold {
  readonly lock: LockFile | null
  readonly heldBy: { readonly pid: number } | null
}

/**
 * The lock is beside the file itself, whatever link leads to it. Where no lock file can be made (a medium that is
 * read-only), saving will say so.
 */
async function lockOf(path: string): Promise<Hold> {
  const attempt = await takeLock(`${await fileBehind(path)}.lock`).catch(() => null)
  if (attempt === null) return { lock: null, heldBy: null }
  return attempt.is === 'held'
    ? { lock: attempt.lock, heldBy: null }
    : { lock: null, heldBy: { pid: attempt.pid } }
}

/** What an opened workspace begins with. */
interface Opened {
  readonly content: WorkspaceContent
  readonly isNew: boolean
  readonly notice: Failure | null
}

function freshWorkspace() {
  return { content: { ...emptyWorkspace, id: newWorkspaceId() }, isNew: true } as const
}

async function read(path: string, { heldBy }: Hold): Promise<Opened> {
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
