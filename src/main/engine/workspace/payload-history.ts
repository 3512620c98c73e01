import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { HistoryEntry } from '../../../shared/contract/engine/history-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { PayloadSchema, type Payload } from '../../../shared/payload/payload'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { writeFileAtomically } from '../files/write-file-atomically'
import { DelayedSave } from './delayed-save'

const HistoryFileSchema = v.strictObject({
  format: v.literal('sockwright-history'),
  version: v.literal(1),
  entries: v.array(v.strictObject({ payload: PayloadSchema, at: v.number() })),
})

/** The history holds the newest of what was sent by hand; a longer payload is not kept, so that the list stays light. */
const historyLimits = { entries: 200, characters: 65_536 } as const

const saveDelay = 500

/**
 * What was sent by hand, newest first, the same payload in succession once. Kept in the data folder, where other
 * processes add to it too: what waits here is put into what is there.
 */
export class PayloadHistory {
  private entries: readonly HistoryEntry[] = []
  /** What the file does not have yet. */
  private unsaved: readonly HistoryEntry[] = []
  /** The file is to be emptied before. */
  private cleared = false
  private readonly saving = new DelayedSave(saveDelay, () => this.save())

  /** `path` null keeps the history in memory only. `reportProblem` is told what could not be read or saved. */
  constructor(
    private readonly path: string | null,
    private readonly reportProblem: (failure: Failure) => void,
  ) {}

  async load(): Promise<void> {
    if (this.path === null) return
    const { value, problem } = await readJsonFile(this.path, HistoryFileSchema)
    if (problem) this.reportProblem(problem)
    this.entries = value?.entries.slice(0, historyLimits.entries) ?? []
  }

  list(): readonly HistoryEntry[] {
    return this.entries
  }

  /** Adds a payload; returns whether the history holds it now. */
  add(payload: Payload, at = Date.now()): boolean {
    const text = payload.form === 'text' ? payload.text : payload.hex
    if (text.length > historyLimits.characters) return false
    this.unsaved = withoutRepeats([{ payload, at }, ...this.unsaved])
    this.entries = withoutRepeats([{ payload, at }, ...this.entries])
    this.requestSave()
    return true
  }

  clear(): void {
    this.entries = []
    this.unsaved = []
    this.cleared = true
    this.requestSave()
  }

  /** Writes what waits. */
  close(): Promise<void> {
    return this.saving.flush()
  }

  private requestSave(): void {
    if (this.path !== null) this.saving.request()
  }

  private async save(): Promise<void> {
    const path = this.path!
    const { unsaved, cleared } = this
    this.unsaved = []
    this.cleared = false
    try {
      const saved = await withFileLock(path, () => this.putInto(path, unsaved, cleared))
      // What came meanwhile is saved by the request that came with it.
      this.entries = withoutRepeats([...this.unsaved, ...(this.cleared ? [] : saved)])
    } catch (cause) {
      if (!this.cleared) this.unsaved = [...this.unsaved, ...unsaved]
      this.cleared ||= cleared
      this.reportProblem(
        new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }).toFailure(),
      )
    }
  }

  /** Returns all that the file has then. */
  private async putInto(
    path: string,
    added: readonly HistoryEntry[],
    empties: boolean,
  ): Promise<readonly HistoryEntry[]> {
    const { value, problem } = await readJsonFile(path, HistoryFileSchema)
    if (problem) this.reportProblem(problem)
    const before = empties ? [] : (value?.entries ?? [])
    const entries = withoutRepeats([...added, ...before].sort((one, other) => other.at - one.at))
    const file = { format: 'sockwright-history', version: 1, entries }
    await writeFileAtomically(path, `${JSON.stringify(file)}\n`)
    return entries
  }
}

/** The newest of `entries`, those with the payload of the one after left out. */
function withoutRepeats(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const kept: HistoryEntry[] = []
  for (const entry of entries) {
    if (kept.length === historyLimits.entries) break
    const newer = kept.at(-1)
    if (!newer || !isDeepStrictEqual(newer.payload, entry.payload)) kept.push(entry)
  }
  return kept
}
