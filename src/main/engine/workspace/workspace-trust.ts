import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { WorkspaceIdSchema, type WorkspaceId } from '../../../shared/workspace/workspace-file'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { writeFileAtomically } from '../files/write-file-atomically'

const TrustFileSchema = v.strictObject({
  format: v.literal('sockwright-trust'),
  version: v.literal(1),
  workspaces: v.array(WorkspaceIdSchema),
})

export function newWorkspaceId(): WorkspaceId {
  return randomBytes(12).toString('hex')
}

/** The workspaces that were made on this machine or that its person has consented to; kept in the data folder (0600). */
export class WorkspaceTrust {
  private ids: ReadonlySet<WorkspaceId> = new Set()

  /** `path` null keeps them in memory only. `reportProblem` is told what could not be read or saved. */
  constructor(
    private readonly path: string | null,
    private readonly reportProblem: (failure: Failure) => void,
  ) {}

  async load(): Promise<void> {
    if (this.path === null) return
    const { value, problem } = await readJsonFile(this.path, TrustFileSchema)
    if (problem) this.reportProblem(problem)
    this.ids = new Set([...this.ids, ...(value?.workspaces ?? [])])
  }

  has(workspace: WorkspaceId): boolean {
    return this.ids.has(workspace)
  }

  /** Holds at once, and for other processes when it resolves; what cannot be saved is reported. */
  async add(workspace: WorkspaceId): Promise<void> {
    if (this.has(workspace)) return
    this.ids = new Set([...this.ids, workspace])
    const { path } = this
    if (path === null) return
    try {
      await withFileLock(path, () => this.save(path))
    } catch (cause) {
      const details = { path, reason: systemReason(cause) }
      this.reportProblem(new SockwrightError('E_DATA_WRITE', details).toFailure())
    }
  }

  /** Other processes add to the file too. */
  private async save(path: string): Promise<void> {
    await this.load()
    const file = { format: 'sockwright-trust', version: 1, workspaces: [...this.ids] }
    await writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`)
  }
}
