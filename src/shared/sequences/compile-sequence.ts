import { SockwrightError, toFailure, type Failure } from '../contract/errors'
import type { TextEncoding } from '../encoding/text-encoding'
import type { FilePayload } from '../payload/file-payload'
import { nameTemplate } from '../payload/name-template'
import type { PayloadScope } from '../payload/payload-context'
import { payloadTemplate, type PayloadTemplate } from '../payload/payload-template'
import type { PlainTemplate } from '../payload/plain-template'
import type { LibraryPayload } from '../payload/saved-payload'
import { compileMatch } from '../rules/compile-match'
import type { MessageMatch, MessageMatcher } from '../rules/message-match'
import type { LoopEnd, NewSequence, SequencePayload, SequenceStep } from './sequence'
import { walkSteps, type StepPath } from './step-path'

/** What a step sends, ready to be sent. */
export type CompiledSending =
  | { readonly is: 'bytes'; readonly template: PayloadTemplate }
  | { readonly is: 'file'; readonly file: FilePayload; readonly name: PlainTemplate }

/** When a loop is over, ready to be asked. */
export type CompiledLoopEnd =
  | { readonly is: 'times'; readonly times: number }
  | { readonly is: 'message'; readonly matcher: MessageMatcher; readonly times: number }
  | {
      readonly is: 'value'
      readonly template: PayloadTemplate
      readonly matcher: MessageMatcher
      readonly times: number
    }

/** A step ready to be done. */
export type CompiledStep =
  | { readonly do: 'send'; readonly sending: CompiledSending }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'expect'; readonly matcher: MessageMatcher; readonly timeoutMs: number }
  | { readonly do: 'set'; readonly variable: string; readonly template: PayloadTemplate }
  | { readonly do: 'half-close' | 'close' | 'reset' }
  | { readonly do: 'loop'; readonly until: CompiledLoopEnd; readonly steps: readonly CompiledStep[] }

/** What is known where a sequence is made ready. */
export interface SequenceSetting {
  readonly encoding: TextEncoding
  /** Names of the workspace's variables. */
  readonly variables: ReadonlySet<string>
  /** What the library has under a name, the first of that name. */
  savedPayload(name: string): LibraryPayload | null
  /** Does a message set it off, of which steps may take groups? A person who starts it has none. Left out: it may. */
  readonly hasMessage?: boolean
}

/** What is wrong with one step. `part` is its text with the fault; a place in the failure counts within it. */
export interface StepProblem {
  readonly path: StepPath
  readonly part: 'payload' | 'match' | 'text'
  readonly failure: Failure
}

/** A sequence ready to be run, or all that is wrong with it. */
export type SequenceReading =
  | { readonly ok: true; readonly steps: readonly CompiledStep[] }
  | { readonly ok: false; readonly problems: readonly StepProblem[] }

/** Names that steps may insert: variables of the workspace, and those that steps set, whenever they do. */
function variablesOf(
  steps: readonly SequenceStep[],
  { variables }: SequenceSetting,
): PayloadScope['variables'] {
  const names = new Set(variables)
  walkSteps(steps, (step) => {
    if (step.do === 'set') names.add(step.variable)
  })
  return names
}

class AnyGroup extends Set<string> {
  override has(): boolean {
    return true
  }
}
/** A rule with any pattern may set the sequence off. */
const anyGroup: ReadonlySet<string> = new AnyGroup()

/**
 * Makes a sequence ready for one encoding and workspace. Problems are the failures of payloads, matches and names
 * (`E_ESCAPE`, `E_MATCH` …), and `E_SEQUENCE_PAYLOAD` for one that the library lacks.
 */
export function compileSequence(
  { steps }: Pick<NewSequence, 'steps'>,
  setting: SequenceSetting,
): SequenceReading {
  const compiler = new SequenceCompiler(setting, variablesOf(steps, setting))
  const compiled = compiler.steps(steps, [])
  const { problems } = compiler
  return problems.length > 0 ? { ok: false, problems } : { ok: true, steps: compiled }
}

class SequenceCompiler {
  readonly problems: StepProblem[] = []
  /** Groups that steps may insert here: those of the last message that was expected. */
  #groups: PayloadScope['match']

  constructor(
    private readonly setting: SequenceSetting,
    private readonly variables: PayloadScope['variables'],
  ) {
    this.#groups = setting.hasMessage === false ? null : anyGroup
  }

  private get scope(): PayloadScope {
    return { match: this.#groups, variables: this.variables }
  }

  steps(steps: readonly SequenceStep[], above: StepPath): CompiledStep[] {
    return steps.flatMap((step, place) => this.#step(step, [...above, place]) ?? [])
  }

  #step(step: SequenceStep, path: StepPath): CompiledStep | null {
    switch (step.do) {
      case 'send':
        return this.#part(path, 'payload', () => ({ do: 'send', sending: this.#sending(step.payload) }))
      case 'expect': {
        const { timeoutMs } = step
        const matcher = this.#part(path, 'match', () => this.#matcher(step.match))
        this.#groups = matcher?.groups ?? anyGroup
        return matcher && { do: 'expect', matcher, timeoutMs }
      }
      case 'set': {
        const { variable } = step
        return this.#part(path, 'text', () => ({ do: 'set', variable, template: this.#text(step.text) }))
      }
      case 'loop': {
        const until = this.#loopEnd(step.until, path)
        const steps = this.steps(step.steps, path)
        return until && { do: 'loop', until, steps }
      }
      default:
        return step
    }
  }

  #loopEnd(until: LoopEnd, path: StepPath): CompiledLoopEnd | null {
    if (until.is === 'times') return until
    const { is, times } = until
    const matcher = this.#part(path, 'match', () => this.#matcher(until.match))
    if (is === 'message') return matcher && { is, matcher, times }
    const template = this.#part(path, 'text', () => this.#text(until.text))
    return matcher && template && { is, template, matcher, times }
  }

  #sending(payload: SequencePayload): CompiledSending {
    if (payload.form === 'saved') {
      const saved = this.setting.savedPayload(payload.name)
      if (!saved) throw new SockwrightError('E_SEQUENCE_PAYLOAD', { name: payload.name })
      return this.#sending(saved)
    }
    if (payload.form === 'file')
      return { is: 'file', file: payload, name: nameTemplate(payload.path, this.scope) }
    const { scope } = this
    return { is: 'bytes', template: payloadTemplate(payload, { scope, encoding: this.setting.encoding }) }
  }

  #matcher(match: MessageMatch): MessageMatcher {
    return compileMatch(match, this.setting.encoding)
  }

  #text(text: string): PayloadTemplate {
    const { scope } = this
    const payload = { form: 'text', text, lineEnding: 'none' } as const
    return payloadTemplate(payload, { scope, encoding: this.setting.encoding })
  }

  #part<T>(path: StepPath, part: StepProblem['part'], compile: () => T): T | null {
    try {
      return compile()
    } catch (thrown) {
      this.problems.push({ path, part, failure: toFailure(thrown) })
      return null
    }
  }
}
