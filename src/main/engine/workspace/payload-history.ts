import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { HistoryEntry } from '../../../shared/contract/engine/history-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { PayloadSchema, type Payload } from '../../../shared/payload/payload'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import { DelayedSave } from './delayed-save'

const HistoryFileSchema = v.strictObject({
  format: v.literal('sockwright-history'),
  version: v.literal(1),
  entries: v.array(v.strictObject({ payload: PayloadSchema, at: v.number() })),
})

/** The history holds the newest of what was sent by hand; a longer payload is not kept, so that the list stays light. */
export const historyLimits = { entries: 200, characters: 65_536 } as const

const saveDelay = 500

/** What was sent by hand, newest first, the same payload in succession once. Kept in the data folder. */
export class PayloadHistory {
  private entries: readonly HistoryEntry[] = []
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
    const newest = this.entries[0]
    const rest = newest && isDeepStrictEqual(newest.payload, payload) ? this.entries.slice(1) : this.entries
    this.entries = [{ payload, at }, ...rest].slice(0, historyLimits.entries)
    this.requestSave()
    return true
  }

  clear(): void {
    this.entries = []
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
    const file = { format: 'sockwright-history', version: 1, entries: this.entries }
    try {
      await writeFileAtomically(path, `${JSON.stringify(file)}\n`)
    } catch (cause) {
      this.reportProblem(
        new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }).toFailure(),
      )
    }
  }
}
