import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { RecentWorkspace } from '../../../shared/contract/engine/workspace-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { writeFileAtomically } from '../files/write-file-atomically'
import { workspaceFileEnding, workspaceName } from './workspace-path'
import { parseWorkspace } from './workspace-text'

const RecentFileSchema = v.strictObject({
  format: v.literal('sockwright-recent'),
  version: v.literal(1),
  workspaces: v.array(v.strictObject({ path: v.string(), openedAt: v.number() })),
})
type RecentEntry = v.InferOutput<typeof RecentFileSchema>['workspaces'][number]

const maxRecent = 20
/** A folder may hold more files than a list can show. */
const maxListed = 500

/** The workspaces opened last, newest first, by this program and others. Kept in the data folder. */
export class RecentWorkspaces {
  private entries: readonly RecentEntry[] = []

  /** `path` null keeps the list in memory only. `reportProblem` is told what could not be read or saved. */
  constructor(
    private readonly path: string | null,
    private readonly reportProblem: (failure: Failure) => void,
  ) {}

  async load(): Promise<void> {
    if (this.path === null) return
    const { value, problem } = await readJsonFile(this.path, RecentFileSchema)
    if (problem) this.reportProblem(problem)
    this.entries = value?.workspaces ?? []
  }

  /** Paths, newest first; the files may be gone. */
  paths(): readonly string[] {
    return this.entries.map(({ path }) => path)
  }

  /** Those whose files are readable workspaces now. */
  async list(): Promise<readonly RecentWorkspace[]> {
    await this.load()
    return present(await Promise.all(this.entries.map(({ path, openedAt }) => describe(path, openedAt))))
  }

  async add(path: string, openedAt = Date.now()): Promise<void> {
    if (this.path === null) return this.put(path, openedAt)
    try {
      await withFileLock(this.path, () => this.addToFile(this.path!, path, openedAt))
    } catch (cause) {
      const details = { path: this.path, reason: systemReason(cause) }
      this.reportProblem(new SockwrightError('E_DATA_WRITE', details).toFailure())
    }
  }

  private async addToFile(file: string, path: string, openedAt: number): Promise<void> {
    await this.load()
    this.put(path, openedAt)
    const content = { format: 'sockwright-recent', version: 1, workspaces: this.entries }
    await writeFileAtomically(file, `${JSON.stringify(content, null, 2)}\n`)
  }

  private put(path: string, openedAt: number): void {
    const others = this.entries.filter((entry) => entry.path !== path)
    this.entries = [{ path, openedAt }, ...others].slice(0, maxRecent)
  }
}

/**
 * The workspace files in `folder`, newest first; `openedAt` is when each was last written. Those that cannot be read are
 * among them, with no endpoints: opening one says what is wrong with it.
 */
export async function workspacesIn(folder: string): Promise<readonly RecentWorkspace[]> {
  const names = await readdir(folder).catch(() => [])
  const paths = names.filter((name) => name.endsWith(workspaceFileEnding)).slice(0, maxListed)
  const found = await Promise.all(
    paths.map(async (name) => {
      const path = join(folder, name)
      const written = await stat(path).catch(() => null)
      if (!written) return null
      const openedAt = Math.round(written.mtimeMs)
      return (await describe(path, openedAt)) ?? { path, name: workspaceName(path), endpoints: 0, openedAt }
    }),
  )
  return present(found).sort((a, b) => b.openedAt - a.openedAt)
}

async function describe(path: string, openedAt: number): Promise<RecentWorkspace | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  const reading = text === null ? null : parseWorkspace(text)
  if (reading?.is !== 'read') return null
  return { path, name: workspaceName(path), endpoints: reading.content.endpoints.length, openedAt }
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
