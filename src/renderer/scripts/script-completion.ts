import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { snippetCompletion } from '@codemirror/autocomplete'
import { Prec, type Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import type { Language } from '../../shared/language/local-text'
import { scriptApi, type ScriptName, type ScriptNames } from '../../shared/scripts/script-api'

/** What is being typed: perhaps a name and a dot, and the beginning of another name. */
const begun = /(?:([A-Za-z_$][\w$]*)\s*\.\s*)?([A-Za-z_$][\w$]*)?$/

/** By what a variable is called one can tell what it is, as the examples and every handler call it. */
function ofVariable(name: string): ScriptNames['of'] {
  if (name === 'endpoint' || name === 'message') return name
  return /timer$/i.test(name) ? 'timer' : 'peer'
}

function completion({ name, signature, about }: ScriptName, language: Language): Completion {
  const detail = signature.slice(name.length)
  const option: Completion = { label: name, detail, info: about[language], type: 'function' }
  const handler = /^(on[A-Z]\w*)\((.*)\)$/.exec(signature)
  if (!handler) return option
  const parameters = handler[2]!.split(',').map((one) => one.split(':')[0]!.trim())
  return snippetCompletion(`function ${name}(${parameters.join(', ')}) {\n\t\${}\n}`, {
    ...option,
    boost: 20,
  })
}

/** Completes the names that a script may use, with their types; behind a dot, those of what stands before it. */
export function scriptCompletion(language: Language): Extension {
  const optionsOf = (of: ScriptNames['of']) =>
    scriptApi
      .filter((group) => group.of === of)
      .flatMap(({ names }) => names.map((one) => completion(one, language)))
  function source(context: CompletionContext): CompletionResult | null {
    const line = context.state.doc.lineAt(context.pos)
    const [, before, typed = ''] = begun.exec(line.text.slice(0, context.pos - line.from)) ?? []
    if (before === undefined && typed === '' && !context.explicit) return null
    return {
      from: context.pos - typed.length,
      options: optionsOf(before === undefined ? null : ofVariable(before)),
      validFor: /^[\w$]*$/,
    }
  }
  return [
    autocompletion({ override: [source], icons: false, defaultKeymap: false, maxRenderedOptions: 60 }),
    Prec.highest(keymap.of(completionKeymap)),
  ]
}
