import { type Failure } from '../../../shared/contract/errors'
import type { ScriptLine, ScriptState } from '../../../shared/scripts/script-status'

/** So many lines are kept. */
const keptScriptLines = 500

/** What the script of an endpoint is doing and has told, from one run of the endpoint to the next. */
export class ScriptConsole {
  #state: ScriptState = { is: 'none' }
  #lines: ScriptLine[] = []
  #last = 0

  constructor(private readonly changed: () => void) {}

  get state(): ScriptState {
    return this.#state
  }

  /** Those behind the line `after`, the oldest first. */
  linesAfter(after: number): readonly ScriptLine[] {
    return this.#lines.filter(({ number }) => number > after)
  }

  becomes(state: ScriptState): void {
    this.#state = state
    this.changed()
  }

  tell(peer: number, level: ScriptLine['level'], text: string): void {
    this.#add({ peer, level, text, failure: null })
  }

  fails(peer: number, failure: Failure): void {
    this.#add({ peer, level: 'error', text: failure.message, failure })
  }

  clear(): void {
    this.#lines = []
    this.changed()
  }

  #add(line: Omit<ScriptLine, 'number' | 'time'>): void {
    this.#lines.push({ ...line, number: ++this.#last, time: Date.now() })
    if (this.#lines.length >= 2 * keptScriptLines) this.#lines = this.#lines.slice(-keptScriptLines)
    this.changed()
  }
}
