import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { mostFields, type PayloadField } from '../../shared/payload/payload-field'
import { emptyFileDraft, type FileDraft } from './file-draft'
import { emptyDraft, type PayloadDraft } from './payload-draft'
import type { TargetChoice } from './send-targets'

/** What the composer of one endpoint holds. */
export interface ComposerState {
  readonly draft: PayloadDraft
  /** What Send sends: what is typed, or the file. */
  readonly sends: 'typed' | 'file'
  readonly file: FileDraft
  /** The run of the file that was sent last. */
  readonly fileRun: number | null
  /** Whom the person chose to send to; null leaves it to what is possible. */
  readonly choice: TargetChoice | null
  /** `host:port` as typed. */
  readonly address: string
}

const untouched: ComposerState = {
  draft: emptyDraft,
  sends: 'typed',
  file: emptyFileDraft,
  fileRun: null,
  choice: null,
  address: '',
}

/** Drafts of all endpoints: closing a tab does not lose what was composed. */
export const useDrafts = defineStore('drafts', () => {
  const states = shallowReactive(new Map<string, ComposerState>())

  function of(endpoint: string): ComposerState {
    return states.get(endpoint) ?? untouched
  }

  function change(endpoint: string, changed: Partial<ComposerState>): void {
    states.set(endpoint, { ...of(endpoint), ...changed })
  }

  /** Puts a field behind those that the draft has. */
  function addField(endpoint: string, field: PayloadField): void {
    const { draft } = of(endpoint)
    if (draft.fields.length >= mostFields) return
    change(endpoint, { draft: { ...draft, fields: [...draft.fields, field] }, sends: 'typed' })
  }

  return { of, change, addField }
})
