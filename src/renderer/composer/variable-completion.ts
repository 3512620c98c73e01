import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { Prec, type Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { conversions } from '../../shared/payload/variables/conversions'
import { signatureOf } from '../../shared/payload/variables/variable-definition'
import { variableDefinitions } from '../../shared/payload/variables/variable-definitions'
import type { Language } from '../../shared/language/local-text'

/** What is being typed behind `{{`, unless that is escaped: perhaps a conversion, and the beginning of a name. */
const begun = /(?<=(?:^|[^\\])(?:\\\\)*)\{\{[ \t]*(?:[^\s(){}]+[ \t]+)?([^\s(){}]*)$/

function builtIn(language: Language): Completion[] {
  return variableDefinitions.map((definition) => {
    const signature = signatureOf(definition)
    const example = /^\{\{(?:\S+ )?(.*)\}\}$/.exec(definition.example)?.[1] ?? definition.name
    return {
      label: definition.member ? `${definition.name}.` : definition.name,
      displayLabel: signature,
      detail: definition.example,
      info: definition.help[language],
      type: 'variable',
      apply: definition.member || definition.parameters.length === 0 ? undefined : example,
    }
  })
}

function conversionsIn(language: Language): Completion[] {
  return conversions.map(({ name, help }) => ({
    label: `${name} `,
    displayLabel: `${name} …`,
    info: help[language],
    type: 'keyword',
    boost: -50,
  }))
}

/** Completes variables behind `{{`; `own` are the names of the workspace's variables. */
export function variableCompletion(language: Language, own: () => readonly string[]): Extension {
  const fixed = [...builtIn(language), ...conversionsIn(language)]
  function source(context: CompletionContext): CompletionResult | null {
    const line = context.state.doc.lineAt(context.pos)
    const match = begun.exec(line.text.slice(0, context.pos - line.from))
    if (!match) return null
    const named = own().map((name): Completion => ({ label: name, type: 'variable', boost: 50 }))
    return {
      from: context.pos - match[1]!.length,
      options: [...named, ...fixed].map((option) => closing(option, context)),
      validFor: /^[^\s(){}]*$/,
    }
  }
  return [
    autocompletion({
      override: [source],
      interactionDelay: 0,
      icons: false,
      defaultKeymap: false,
      maxRenderedOptions: 60,
    }),
    Prec.highest(keymap.of(completionKeymap)),
  ]
}

/** Puts the closing braces behind what is whole, where none stand there. */
function closing(option: Completion, { state }: CompletionContext): Completion {
  const text = typeof option.apply === 'string' ? option.apply : option.label
  if (text.endsWith('.') || text.endsWith(' ')) return option
  return {
    ...option,
    apply(view, _completion, from, to) {
      const closed = /^[ \t]*\}\}/.test(state.sliceDoc(to, state.doc.lineAt(to).to))
      const insert = closed ? text : `${text}}}`
      const caret = from + text.length + 2
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: Math.min(caret, state.doc.length - (to - from) + insert.length) },
        userEvent: 'input.complete',
      })
    },
  }
}
